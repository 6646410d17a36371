"""What audited acts on ideas are called."""

from nytta.kit import words

words.tell({"idea.write": "lämnade idén", "idea.take_up": "förde idén vidare", "idea.decline": "besvarade idén"})
