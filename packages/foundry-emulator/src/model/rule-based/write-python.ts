/** A request to analyze data or to draw it. */
const DATA_REQUEST =
  /\b(?:chart|plot|graph|diagram|histogram|visuali[sz]e|csv|spreadsheet|average|mean|median)\b|차트|그래프|图表|グラフ|رسم بياني/iu;

/**
 * Returns Python code for a request about a CSV file: it prints totals and means of the numeric columns and draws the first of them as
 * `chart.png`. Undefined for other requests. The code uses matplotlib where it is installed, otherwise the standard library only.
 */
export const writePython = (request: string): string | undefined =>
  DATA_REQUEST.test(request) ? CHART_PROGRAM : undefined;

const CHART_PROGRAM = `import csv, glob, struct, zlib

def number(text):
    try:
        return float(text.replace(",", ""))
    except (AttributeError, ValueError):
        return None

paths = sorted(glob.glob("*.csv") + glob.glob("*.tsv"))
if not paths:
    raise SystemExit(print("There is no CSV file."))
with open(paths[0], newline="", encoding="utf-8-sig") as source:
    rows = list(csv.DictReader(source, delimiter="\\t" if paths[0].endswith(".tsv") else ","))
columns = list(rows[0]) if rows else []
numeric = [name for name in columns if all(number(row[name]) is not None for row in rows)]
labels = next((name for name in columns if name not in numeric), None)
print(f"{paths[0]}: {len(rows)} rows, columns {', '.join(columns)}")
for name in numeric:
    values = [number(row[name]) for row in rows]
    print(f"{name}: total {sum(values):g}, mean {sum(values) / len(values):g}")

def draw(values, path, width=640, height=400, margin=20):
    pixels = bytearray(b"\\xff" * (width * height * 3))
    low, high = min(0, *values), max(0, *values)
    span = (high - low) or 1
    step = (width - 2 * margin) / len(values)
    base = round(margin + (high / span) * (height - 2 * margin))
    for index, value in enumerate(values):
        top = round(margin + ((high - value) / span) * (height - 2 * margin))
        for y in range(min(top, base), max(top, base) + 1):
            start = (y * width + round(margin + index * step)) * 3
            pixels[start:start + max(1, int(step * 0.8)) * 3] = b"\\x1f\\x77\\xb4" * max(1, int(step * 0.8))
    lines = b"".join(b"\\0" + pixels[y * width * 3:(y + 1) * width * 3] for y in range(height))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    with open(path, "wb") as target:
        target.write(b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)))
        target.write(chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b""))

if numeric:
    values = [number(row[numeric[0]]) for row in rows]
    try:
        import matplotlib
        matplotlib.use("Agg")
        from matplotlib import pyplot
        pyplot.bar([row[labels] for row in rows] if labels else range(len(values)), values)
        pyplot.title(numeric[0])
        pyplot.savefig("chart.png")
    except ImportError:
        draw(values, "chart.png")
`;
