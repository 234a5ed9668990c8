"""conversation_mvp: the function's thirteen actions run for real, with its role's permissions.

The models of Bedrock, Polly and Transcribe are not those of AWS: one repeats what it is told, the speech says nothing,
and a recording is taken for the words that are said (mock_aws/services). What the function makes of their answers is
real.
"""

import base64
import io
import urllib.parse
import zipfile

import harness
from harness import check

from deployments.assemblies import edit_asset, stacks
from deployments.base import Deployment, Retained, Update, answer_of, proxy_event

FUNCTION = "eng-learning-api"
TABLE = "eng-learning-conversations"
BUCKET = "eng-learning-audio"
DEVICE = "a-device"
HANDLER = "lambda_function.py"
SETTINGS = {"accent": "uk", "gender": "female", "level": "beginner", "topic": "travel"}
CRITERIA = {"complexity", "accuracy", "fluency", "pronunciation"}
TALK = [{"role": "assistant", "content": "Where do you go?"}, {"role": "user", "content": "To London"}]


class Tutor:
    """Asks the deployed function, as API Gateway does."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.asked = set()

    def ask(self, action, expected=200, **fields):
        event = proxy_event("POST", "/chat", {"action": action, **fields})
        status, body = answer_of(self.cloud.invoke(FUNCTION, event))
        check(status == expected, f"{action} answered {status}: {body}")
        self.asked.add(action)
        return body

    def expect(self, action, expected, **fields):
        """The answer has these members."""
        found = self.ask(action, **fields)
        check(found == {**found, **expected}, f"{action} answered {found}, without {expected}")


def exercise_voice(tutor):
    """The model, the voices, and recordings."""
    tutor.expect("chat", {"message": "You said: Hello"}, messages=[{"role": "user", "content": "Hello"}])
    analysis = tutor.ask("analyze", messages=TALK)["analysis"]
    check(CRITERIA < analysis.keys() and analysis["overall"] == 100, f"the analysis is {analysis}")
    tutor.expect("tts", {"contentType": "audio/mpeg", "voice": "Amy"}, text="Good morning", settings=SETTINGS)
    tutor.expect("stt", {"text": "good morning"}, audio=base64.b64encode(b"good morning").decode())
    check(not tutor.cloud.client("s3").list_objects_v2(Bucket=BUCKET).get("Contents"), "a recording is still there")
    url = tutor.ask("get_transcribe_url")["url"]
    signed = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
    check(url.startswith("wss://") and "X-Amz-Security-Token" in signed, f"the URL is not signed by the role: {url}")


def exercise_sessions(tutor):
    """What is stored, from the first word to the deletion."""
    tutor.ask("save_settings", deviceId=DEVICE, settings=SETTINGS)
    tutor.expect("get_settings", {"settings": SETTINGS}, deviceId=DEVICE)
    session = tutor.ask("start_session", deviceId=DEVICE, settings=SETTINGS)["session"]["sessionId"]
    who = {"deviceId": DEVICE, "sessionId": session}
    for turn, message in enumerate(TALK):
        tutor.ask("save_message", turnNumber=turn, **who, **message)
    ended = tutor.ask("end_session", **who)["session"]
    figures = (ended["turnCount"], ended["wordCount"], ended["status"])
    check(figures == (1, 2, "completed"), f"the session ended as {ended}")
    messages = tutor.ask("get_session_detail", **who)["messages"]
    said = [{name: each[name] for name in ("role", "content")} for each in messages]
    check(said == TALK, f"the session has {said}")
    found = [each["sessionId"] for each in tutor.ask("get_sessions", deviceId=DEVICE)["sessions"]]
    check(found == [session], f"the device has the sessions {found}")
    tutor.expect("delete_session", {"deletedItems": 3}, **who)
    tutor.ask("get_session_detail", expected=404, **who)


def exercise(cloud, _outputs):
    tutor = Tutor(cloud)
    exercise_voice(tutor)
    exercise_sessions(tutor)
    cloud.count("actions that ran", len(tutor.asked))
    check(len(tutor.asked) == 13, f"{sorted(tutor.asked)} are not all actions")
    left = cloud.client("dynamodb").scan(TableName=TABLE)["Items"]
    check({each["type"]["S"] for each in left} == {"USER_SETTINGS"}, f"the table still has {left}")


def one_session_a_page(assembly):
    """Other code of the function."""
    (stack,) = stacks(assembly, "us-east-1")
    asset = next(name for name, each in stack.assets.items() if each["source"]["packaging"] == "zip")

    def change(folder):
        code = (folder / HANDLER).read_text(encoding="utf-8")
        (folder / HANDLER).write_text(code.replace("DEFAULT_SESSIONS = 50", "DEFAULT_SESSIONS = 1"), encoding="utf-8")

    edit_asset(assembly, asset, change)


def sessions_on_a_page(tutor):
    return len(tutor.ask("get_sessions", deviceId=DEVICE)["sessions"])


def exercise_update(cloud, _outputs):
    """The new code runs; then the function alone is updated as the README says, and what is stored has stayed."""
    tutor = Tutor(cloud)
    for _ in range(2):
        tutor.ask("start_session", deviceId=DEVICE)
    check(sessions_on_a_page(tutor) == 1, "the function runs the old code")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(harness.app_folder("conversation_mvp") / "lambda" / HANDLER, HANDLER)
    cloud.client("lambda").update_function_code(FunctionName=FUNCTION, ZipFile=archive.getvalue())
    check(sessions_on_a_page(tutor) == 2, "the function does not run what was uploaded")
    tutor.expect("get_settings", {"settings": SETTINGS}, deviceId=DEVICE)


DEPLOYMENT = Deployment(
    app="conversation_mvp",
    region="us-east-1",
    exercise=exercise,
    update=Update(what="other code of the function", edit=one_session_a_page,
                  changed={"ConversationMvp": {"Function76856677": "updated"}}, exercise=exercise_update),
    not_told={"polly:SynthesizeSpeech": "its resource would be a lexicon, and the request names none"},
    retained=(Retained(f"table {TABLE} in us-east-1", "DeletionPolicy Retain: what learners said stays"),),
)
