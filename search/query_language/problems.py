"""Word the problems of queries: one English sentence for each kind, without a full stop.

Names in braces are values. The pages have the same kinds in other languages (`web/strings`).
"""

from __future__ import annotations

from collections.abc import Mapping

PROBLEMS: Mapping[str, str] = {
    "no_character": "this is not a character of any text; the terminal may not use UTF-8",
    "quote_not_closed": 'this quotation mark is not closed; add a " after the phrase',
    "no_field": (
        'there is no field "{name}"; docs/reference/query-language.md lists them. To search for the words themselves, '
        'put them between quotation marks: "{words}"'
    ),
    "no_field_but_similar": (
        'there is no field "{name}"; did you mean "{similar}:"? To search for the words themselves, '
        'put them between quotation marks: "{words}"'
    ),
    "star_first": (
        "a word cannot begin with *: every word of the index would have to be tried. "
        "A * at the end finds all words that begin so"
    ),
    "star_inside": "a * can only be the last character of a word",
    "too_long": "a query has at most {most} characters; `copydesk batch` takes many queries",
    "too_many_parts": "a query has at most {most} words and values; `copydesk batch` takes many queries",
    "word_too_long": "a word or value has at most {most} characters",
    "closes_nothing": "this parenthesis closes nothing",
    "not_closed": "this parenthesis is not closed",
    "nothing_between": "nothing is between these parentheses",
    "too_deep": "groups can be at most {most} deep",
    "nothing_follows": "nothing follows {sign}",
    "nothing_before": "there is nothing before {sign}",
    "field_within_field": "{name}: cannot be used within {field}:( )",
    "value_missing": "a value must follow {name}: at once, such as {example}",
    "value_empty": "the value of {name}: is empty, write for example {example}",
    "value_without_letters": "the value of {name}: has no letter, write for example {example}",
    "phrase_distance": (
        'after a phrase, ~ takes the number of words that may come between, at most 100: "ferry pact"~3'
    ),
    "distance_without_place": "a distance needs a place before it: place:{word}~{distance}",
    "letters_that_differ": "after a word, ~ takes the number of letters that may differ, 1 or 2: sanktions~1",
    "no_distance_here": "{name}: takes no ~; only place: and from: do, with a distance",
    "distance_unclear": 'after a place, ~ takes a distance: place:"Lyon"~50km',
    "distance_too_far": "a distance is more than 0 and at most 20,000 km",
    "place_unknown": (
        "no place called '{place}' is known; give its coordinates instead, such as {field}:\"45.76,4.83\"~50km"
    ),
    "whole_value": "{name}: takes a value as a whole, without ~",
    "no_language": "'{value}' is not a language; give two letters, such as language:de",
    "no_language_given": "this is not a language; give two letters, such as de",
    "no_number": "{name}: takes a number, such as {name}:5, {name}:>5 or {name}:2..9",
    "no_flag": "{name}: takes one of {values}",
    "takes_a_date": "{name}: takes a date, such as {example}",
    "dates_reversed": "the first of these dates is after the last",
    "date_missing": "a date is missing before or after ..",
    "no_date": "'{said}' is not a date: write 2024, 2024-05, 2024-05-07, 2024-05-07T10:30, today, yesterday or 7d",
    "no_day": "this is not a day; write 2024-05-31",
    "before_first_year": "{said} is before the first year",
    "year_out_of_range": "the year {year} cannot be searched",
    "no_month": "there is no month {month}",
    "no_day_of_month": "{month} has no day {day}",
    "no_time": "there is no time {time}",
    "no_time_zone": "there is no time zone {zone}",
    "day_or_month_first": "'{said}' may be two days; write {first} or {second}",
    "date_with_blank": 'a date of several words goes between quotation marks: {name}:"{said}"',
    "one_date": "{name}: takes one date; on:{said} finds what was published from one to the other",
    "no_sign_here": "{name}: takes a date without {sign}; after:, before: and until: say which side of it is meant",
    "range_in_brackets": "a range is written without brackets: {name}:{example}",
    "numbers_reversed": "the first of these numbers is greater than the last",
    "range_without_field": "a range of numbers needs a field, such as words:{said}; or put it between quotation marks",
    "compared_without_field": "a comparison needs a field, such as words:{said}; or put it between quotation marks",
    "no_colon": (
        "between a field and its value is a colon: {instead}. To search for the words, put them between quotation marks"
    ),
    "minus_in_value": "a sign that excludes goes before the field: -title:sport",
    "star_in_quotes": (
        "between quotation marks a * finds nothing; put it after a word without them (sanct*), or, for the beginning "
        'of a value, after the closing mark: source:"North Sea"*'
    ),
    "star_after_phrase": "a * goes after a single word, not after a phrase: sanct*",
    "star_with_tilde": "* and ~ do not go together: write sanct* or sanktions~1",
    "star_as_value": "{name}:* is not a value; write {instead}",
    "excludes_everything": "this excludes everything",
    "question_inside": "a ? stands for no letter; write fer* for a beginning or fery~1 for another spelling",
    "no_expressions": (
        "regular expressions cannot be searched for; write fer* for a beginning, or put it between quotation marks"
    ),
    "no_weights": "words have no weights here; leave out ^ and number, or put the words between quotation marks",
    "tilde_first": 'a ~ follows its word or phrase without a blank: sanktions~1, "ferry pact"~3, place:"Lyon"~50km',
    "no_nearness": '{sign} is not an operator; words near each other are "ferry pact"~{number}',
    "no_country": "{said} is not the key of a country, which has two letters (country:NO); place: takes names",
    "no_region": "{said} is not the key of a region, such as region:US-NJ; place: takes names",
    "no_geonames": "{said} is not a key of GeoNames, which has a number (geonames:2996944); place: takes names",
    "coordinates_alone": "coordinates need a distance: {name}:{said}~50km",
    "language_of_country": "'{value}' is a country; its language is language:{code}",
    # How a query was read that can be read in more than one way.
    "note_dash_alone": "A - that is followed by a blank means nothing; -sport excludes",
    "note_dash": "This dash was read as a minus, which excludes",
    "note_single_quotes": 'Read as the phrase "{words}"',
    "note_no_field": "“{name}:” was looked for as a word; as a field it is written without a blank: {example}",
    "note_lower_and": "“{word}” was looked for as a word; words side by side must all be there without it",
    "note_lower_or": "“{word}” was looked for as a word; OR in capitals takes either side",
    "note_lower_not": "“{word}” was looked for as a word; NOT in capitals excludes",
    "note_near": 'NEAR was looked for as a word; words near each other are "ferry pact"~10',
    "note_range": "Read as {instead}",
    "note_date": "“{said}” was looked for in the texts; {instead} finds what was published then",
    "note_next_word": "{name}: is about the one word after it; for more words write {instead}",
    "note_glued_or": "{name}: is about the one word after it; for either word write {instead}",
    "note_nothing": "Nothing in this can be searched for; these are all articles",
    "note_no_time": "No time is in all of these spans, so nothing is found",
}  # fmt: skip


def said(kind: str, values: Mapping[str, object]) -> str:
    """Return what is wrong, in English."""
    return filled(PROBLEMS[kind], values)


def filled(sentence: str, values: Mapping[str, object]) -> str:
    """Return a sentence with its values; numbers are grouped.

    >>> filled("there is no month {month}", {"month": "13"})
    'there is no month 13'
    """
    for name, value in values.items():
        sentence = sentence.replace("{" + name + "}", f"{value:,}" if isinstance(value, int) else str(value))
    return sentence
