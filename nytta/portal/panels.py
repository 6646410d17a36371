def frame_of_page(request):
    return {}
