import { PYTHON_LIMITS } from '../../core/python-process.ts';

/**
 * Python code around a grader's source. It reads `{ source, sample, item }` from standard input, calls `grade(sample, item)`, and writes
 * one JSON object to standard output; the grader's own output goes to standard error.
 */
export const WRAPPER = `
import json, os, sys, traceback
answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
def say(**fields):
    json.dump(fields, answer)
    answer.flush()
    os._exit(0)
${PYTHON_LIMITS}task = json.loads(sys.stdin.buffer.read().decode("utf-8"))
scope = {"__name__": "grader"}
try:
    exec(compile(task["source"], "grader.py", "exec"), scope)
    grade = scope.get("grade")
    if not callable(grade):
        say(error="The source defines no function grade(sample, item).")
    score = grade(task["sample"], task["item"])
    if isinstance(score, bool) or not isinstance(score, (int, float)):
        score = float(score)
    say(score=repr(float(score)))
except BaseException as error:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "grader.py"]
    line = getattr(error, "lineno", None) or (frames[-1].lineno if frames else None)
    say(error=f"{type(error).__name__}: {error}" + (f" (line {line})" if line else ""))
`;
