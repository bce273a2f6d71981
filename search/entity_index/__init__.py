"""Keep the index of entities: count late over the articles what they say of each person, organization and place."""
