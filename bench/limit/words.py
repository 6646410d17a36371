"""Made-up words, a few of them common and most of them rare, as in a text; the same for both projects."""

import itertools

SYLLABLES = (
    ["för", "sko", "vat", "väg", "stad", "miljö", "bygg", "arkiv", "lön", "hälso", "om", "barn", "kart", "trä"],
    ["valt", "len", "ten", "vård", "sorg", "hus", "mät", "plan", "bild", "register", "ärende", "tid", "data"],
    ["ning", "are", "het", "stöd", "portal", "tjänst", "en", "et", "or", "skap", "verk"],
)
LENGTH = 40  # words of a text


class Words:
    """Texts drawn by chance; the word at place n of the order is drawn in proportion to 1 / (n + 3)."""

    def __init__(self, chance):
        self.chance = chance
        self.words = ["".join(parts) for parts in itertools.product(*SYLLABLES)]
        chance.shuffle(self.words)
        self.weights = list(itertools.accumulate(1 / (n + 3) for n in range(len(self.words))))

    def text(self, length):
        """So many words."""
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=length))

    def common_and_rare(self, rows):
        """(the word that nearest to 62 % of the texts hold, one that some twenty of so many texts hold)."""
        total = self.weights[-1]

        def held(place):
            return 1 - (1 - 1 / (place + 3) / total) ** LENGTH

        places = range(len(self.words))
        return self.words[min(places, key=lambda p: abs(held(p) - 0.62))], self.words[min(places, key=lambda p: abs(held(p) * rows - 20))]
