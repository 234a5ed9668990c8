"""Analyses what learners write: POST /grammar, and what they think of lessons: POST /feedback.

POST /grammar   {language, text}: {corrections, syntax, sentiment, entities}
POST /feedback  {language, text, lessonId}: {sentiment}, which is also counted as a metric

Comprehend tells the parts of speech, the mood and the entities, each in the languages it knows; elsewhere they are
null. It finds no errors. Those are found by the rules below, some for every language, some for English with the parts
of speech. A correction is {rule, message, start, end, suggestion}; start and end count characters.

It stands on shared/api.py.
"""
import boto3

LONGEST_TEXT = 1200  # characters: at most 4,800 of the 5,000 bytes that Comprehend takes
SYNTAX_LANGUAGES = ("de", "en", "es", "fr", "it", "pt")
MOOD_LANGUAGES = ("ar", "de", "en", "es", "fr", "hi", "it", "ja", "ko", "pt", "zh", "zh-TW")
# They have no capital letters, or end sentences in their own way.
UNCASED = ("ar", "hi", "ja", "ko", "th", "zh")
PAIRS = {")": "(", "]": "[", "}": "{", "»": "«", "”": "“"}

LANGUAGES = os.environ["LANGUAGES"].split(",")

comprehend = boto3.client("comprehend", region_name=os.environ["COMPREHEND_REGION"])
cloudwatch = boto3.client("cloudwatch")


def correction(rule, message, start, end, suggestion):
    """What is wrong from start to end, and what it should be; None where that is not for a rule to say."""
    return {"rule": rule, "message": message, "start": start, "end": end, "suggestion": suggestion}


# ---- rules on the text itself: the language, the text -> corrections


def repeated_words(language, said):
    """"the the": a word twice in a row. One that starts a sentence of its own is no repetition."""
    for found in re.finditer(r"\b([^\W\d_]{2,})(\s+\1)+\b", said, re.IGNORECASE):
        yield correction("repeated-word", "This word stands here more than once.", found.start(), found.end(), found[1])


def double_spaces(language, said):
    """Two spaces or more inside a line."""
    for found in re.finditer(r"(?<=\S) {2,}(?=\S)", said):
        yield correction("double-space", "One space is enough.", found.start(), found.end(), " ")


def spaces_before_marks(language, said):
    """A space before a mark. French has one before its double marks, so there only commas and full stops count."""
    marks = ",." if language == "fr" else ",.;:!?"
    for found in re.finditer(rf"(?<=\w) +(?=[{marks}](?:\s|$))", said):
        yield correction("space-before-mark", "There is no space before this mark.", found.start(), found.end(), "")


def small_starts(language, said):
    """A sentence that begins with a small letter."""
    if language not in UNCASED:
        for found in re.finditer(r"(?:^\s*|[!?]\s+|(?<!\.)\.\s+(?=\S+\s))([^\W\d_])", said):
            if found[1].islower():
                yield correction("small-start", "A sentence begins with a capital letter.", found.start(1),
                                 found.end(1), found[1].upper())


def missing_end(language, said):
    """A text whose last sentence has no end."""
    end = len(said.rstrip())
    if language not in UNCASED and re.search(r"\w$", said[:end]) and len(said.split()) > 2:
        yield correction("missing-end", "The last sentence has no end.", end, end, ".")


def unmatched_pairs(language, said):
    """A bracket or quotation mark that is closed but not open, or open but not closed. German quotes „so“."""
    pairs = {**PAIRS, "“": "„"} if language == "de" else PAIRS
    waiting = []
    for place, mark in enumerate(said):
        if mark in pairs and waiting and waiting[-1][1] == pairs[mark]:
            waiting.pop()
        elif mark in pairs or mark in pairs.values():
            waiting.append((place, mark))
    for place, mark in waiting:
        yield correction("unmatched-pair", f"The other half of {mark} is missing.", place, place + 1, None)

TEXT_RULES = (repeated_words, double_spaces, spaces_before_marks, small_starts, missing_end, unmatched_pairs)

# ---- rules for English on the parts of speech: tokens -> corrections

# The third persons, and what stands before them where a base form follows. Only "it" may be an object as well.
BEFORE_BASE_FORMS = {"he": ("AUX",), "she": ("AUX",), "it": ("AUX", "VERB", "ADP")}
BASE_VERBS = {"be": "is", "do": "does", "go": "goes", "have": "has", "know": "knows", "like": "likes", "live": "lives",
              "love": "loves", "make": "makes", "need": "needs", "play": "plays", "speak": "speaks", "study": "studies",
              "take": "takes", "think": "thinks", "walk": "walks", "want": "wants", "work": "works"}
# Letters that mislead about the sound that a word begins with.
VOWEL_SOUNDS = re.compile(r"(?!uni|use|usu|eu|one\b|once\b|ubiq)[aeiou]|hour|hono|heir|honest", re.IGNORECASE)


def pairs_of(tokens):
    """Each token with the next one."""
    return zip(tokens, tokens[1:])


def articles(tokens):
    """"a apple", "an car": the article has to fit the sound after it."""
    for first, second in pairs_of(tokens):
        if first["part"] == "DET" and first["text"].lower() in ("a", "an") and second["text"][:1].isalpha():
            right = "an" if VOWEL_SOUNDS.match(second["text"]) else "a"
            if first["text"].lower() != right:
                yield correction("article", f"It is “{right} {second['text']}”.", first["start"], first["end"],
                                 right.capitalize() if first["text"][0].isupper() else right)


def third_persons(tokens):
    """"he go": the verb has to fit the person. In "does he go" and "let it go" the base form is right."""
    for place, (first, second) in enumerate(pairs_of(tokens)):
        person = first["text"].lower()
        before = tokens[place - 1]["part"] if place else None
        if (person in BEFORE_BASE_FORMS and before not in BEFORE_BASE_FORMS[person]
                and second["text"].lower() in BASE_VERBS and second["part"] in ("VERB", "AUX")):
            yield correction("third-person", f"After “{first['text']}” the verb has another form.", second["start"],
                             second["end"], BASE_VERBS[second["text"].lower()])


def missing_verbs(tokens):
    """A sentence of three words or more that ends in a full stop and has no verb."""
    sentence = []
    for token in tokens:
        sentence.append(token)
        if token["part"] == "PUNCT" and token["text"] in (".", "!", "?"):
            words = [each for each in sentence if each["part"] != "PUNCT"]
            if token["text"] == "." and len(words) > 2 and not any(each["part"] in ("VERB", "AUX") for each in words):
                start, end = words[0]["start"], words[-1]["end"]
                yield correction("missing-verb", "This sentence has no verb.", start, end, None)
            sentence = []

ENGLISH_RULES = (articles, third_persons, missing_verbs)

# ---- what Comprehend tells


def comprehend_code(language):
    """Comprehend's code of a language."""
    return language if language == "zh-TW" else language.split("-")[0]


def syntax(code, said):
    """The tokens with their parts of speech, or None in a language whose syntax Comprehend does not know."""
    if code not in SYNTAX_LANGUAGES:
        return None
    return [{"text": token["Text"], "start": token["BeginOffset"], "end": token["EndOffset"],
             "part": token["PartOfSpeech"]["Tag"]}
            for token in comprehend.detect_syntax(Text=said, LanguageCode=code)["SyntaxTokens"]]


def sentiment(code, said):
    """The mood and the scores of each, or None in a language that Comprehend does not know."""
    if code not in MOOD_LANGUAGES:
        return None
    found = comprehend.detect_sentiment(Text=said, LanguageCode=code)
    return {"mood": found["Sentiment"], "scores": found["SentimentScore"]}


def entities(code, said):
    """Who and what is named. The custom recognizer, if there is one for the language, knows the terms of learning."""
    endpoint = os.environ.get("COMPREHEND_ENTITY_ENDPOINT")
    if endpoint and code == os.environ.get("COMPREHEND_ENTITY_LANGUAGE", "en"):
        found = comprehend.detect_entities(Text=said, EndpointArn=endpoint)
    elif code in MOOD_LANGUAGES:
        found = comprehend.detect_entities(Text=said, LanguageCode=code)
    else:
        return None
    return [{"text": each["Text"], "type": each["Type"], "start": each["BeginOffset"], "end": each["EndOffset"]}
            for each in found["Entities"]]


def corrections(code, said, tokens):
    """What the rules find, in the order of the text."""
    found = [each for rule in TEXT_RULES for each in rule(code, said)]
    if code == "en":
        found += [each for rule in ENGLISH_RULES for each in rule(tokens)]
    return sorted(found, key=lambda each: (each["start"], each["end"]))


# ---- the routes


def asked(event):
    """The body of the request, Comprehend's code of its language, and its text."""
    user_of(event)
    body = body_of(event)
    return body, comprehend_code(choice(body, "language", LANGUAGES)), text(body, "text", LONGEST_TEXT)


def post_grammar(event):
    """Everything that can be said about a text."""
    _, code, said = asked(event)
    tokens = syntax(code, said)
    return 200, {"corrections": corrections(code, said, tokens), "syntax": tokens,
                 "sentiment": sentiment(code, said), "entities": entities(code, said)}


def post_feedback(event):
    """What a learner thinks of a lesson, counted by mood. Who thinks so is not kept."""
    body, code, said = asked(event)
    text(body, "lessonId", 64)
    found = sentiment(code, said)
    mood = found["mood"] if found else "UNKNOWN"
    cloudwatch.put_metric_data(Namespace=os.environ["METRIC_NAMESPACE"], MetricData=[
        {"MetricName": "Feedback", "Value": 1, "Unit": "Count", "Dimensions": [{"Name": "Mood", "Value": mood}]}])
    LOG.info("feedback on %r: %s", body["lessonId"], mood)
    return 200, {"sentiment": found}

ROUTES = {"POST /grammar": post_grammar, "POST /feedback": post_feedback}
