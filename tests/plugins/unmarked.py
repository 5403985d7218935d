"""Forgets the decorator."""


def overview_cards(request):
    return []
