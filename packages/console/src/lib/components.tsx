import { useWindowVirtualizer } from '@tanstack/react-virtual';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { Series } from './chart.ts';

/** Shows why something failed, and keeps the rest of the page usable. */
export function Failure({ error }: { error: unknown }) {
  return (
    <p class="error" role="alert">
      {error instanceof Error ? error.message : String(error)}
    </p>
  );
}

/** Shows that there is nothing yet, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <strong>{title}</strong>
      {children !== undefined && <div class="muted">{children}</div>}
    </div>
  );
}

interface QueryState<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly isPending: boolean;
}

/** Renders a query's data; a failed refresh keeps the last data on the page, with the reason above it. */
export function Loaded<Data>({
  query,
  children,
}: {
  query: QueryState<Data>;
  children: (data: Data) => ComponentChildren;
}) {
  return (
    <>
      {query.error !== null && <Failure error={query.error} />}
      {query.data !== undefined ? children(query.data) : query.isPending && <p class="loading">Loading.</p>}
    </>
  );
}

const TONES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    good: 'succeeded completed answered done ok indexed passed on read replayed enabled running_ok',
    bad: 'failed error unreadable unclear dead refused rejected poisoned expired degraded errored not_answered',
    warn: 'cancelled paused skipped retrying retry timed_out missing unknown late completed_with_errors',
    busy: 'running accepted preparing pausing cancelling collecting pending uploaded indexing queued waiting in_progress taken',
  }).flatMap(([tone, words]) => words.split(' ').map((word) => [word, tone])),
);

/** A state in words, with a colour as a second cue. */
export function Status({ value }: { value: string | undefined }) {
  if (value === undefined) return <span class="muted">–</span>;
  return <span class={`status ${TONES[value.toLowerCase().replace(/[ -]/g, '_')] ?? 'idle'}`}>{value}</span>;
}

const FORMAT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** A moment in the reader's time zone; the title holds the ISO text. */
export function Time({ at }: { at: string | number | undefined }) {
  if (at === undefined || Number.isNaN(new Date(at).getTime())) return <span class="muted">–</span>;
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()} title={date.toISOString()}>
      {FORMAT.format(date)}
    </time>
  );
}

/** @param ms milliseconds */
export function duration(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms)) return '–';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

/** A value as indented JSON, or text as it is. */
export function Json({ value, label }: { value: unknown; label: string }) {
  return (
    <figure class="json" aria-label={label}>
      <pre>{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>
    </figure>
  );
}

/** Pairs of a name and a value; values that are undefined are left out. */
export function Facts({ of }: { of: Readonly<Record<string, ComponentChildren>> }) {
  return (
    <dl class="facts">
      {Object.entries(of)
        .filter(([, value]) => value !== undefined && value !== null && value !== '')
        .map(([name, value]) => (
          <>
            <dt key={name}>{name}</dt>
            <dd key={`${name} value`}>{value}</dd>
          </>
        ))}
    </dl>
  );
}

export interface Column<Row> {
  readonly title: string;
  /** Width as a grid track, such as `8rem` or `2fr`. */
  readonly width: string;
  readonly cell: (row: Row) => ComponentChildren;
}

const ROW_PX = 38;

/** A table that renders only the rows in sight: 10,000 rows scroll without lag. The page scrolls, not the table. */
export function Table<Row>({
  label,
  columns,
  rows,
  keyOf,
}: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
}) {
  const table = useRef<HTMLTableElement>(null);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_PX,
    overscan: 15,
    scrollMargin: table.current?.offsetTop ?? 0,
    measureElement: (element) => element.getBoundingClientRect().height,
  });
  const shown = virtual.getVirtualItems();
  const margin = virtual.options.scrollMargin;
  const above = (shown[0]?.start ?? margin) - margin;
  const below = virtual.getTotalSize() - ((shown.at(-1)?.end ?? margin) - margin);
  return (
    <table ref={table} aria-label={label} aria-rowcount={rows.length + 1}>
      <colgroup>
        {columns.map(({ title, width }) => (
          <col key={title} style={{ width }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map(({ title }) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <Spacer height={above} columns={columns.length} />
        {shown.map(({ index }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <tr aria-rowindex={index + 2} key={keyOf(row)} data-index={index} ref={virtual.measureElement}>
              {columns.map(({ title, cell }) => (
                <td key={title} data-title={title}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          );
        })}
        <Spacer height={below} columns={columns.length} />
      </tbody>
    </table>
  );
}

/** Holds the place of rows out of sight. */
function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr class="spacer">
      <td colSpan={columns} style={{ height: `${height}px` }} />
    </tr>
  );
}

/** A button that asks before it acts, and shows the outcome. `action` may take the text of `edit`. */
export function ActionButton({
  label,
  question,
  edit,
  isDangerous = false,
  disabled = false,
  action,
}: {
  label: string;
  question: string;
  edit?: { label: string; value: string };
  isDangerous?: boolean;
  disabled?: boolean;
  action: (edited: string) => Promise<unknown>;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const [text, setText] = useState(edit?.value ?? '');
  const run = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await action(text);
      dialog.current?.close();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button
        type="button"
        class={isDangerous ? 'danger' : ''}
        disabled={disabled}
        onClick={() => {
          setText(edit?.value ?? '');
          setError(undefined);
          dialog.current?.showModal();
        }}
      >
        {label}
      </button>
      <dialog ref={dialog} aria-label={label}>
        <p>{question}</p>
        {edit !== undefined && (
          <label class="field">
            {edit.label}
            <textarea rows={8} value={text} onInput={(event) => setText(event.currentTarget.value)} />
          </label>
        )}
        {error !== undefined && <Failure error={error} />}
        <div class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Keep as it is
          </button>
          <button type="button" class={isDangerous ? 'danger' : 'primary'} disabled={isBusy} onClick={run}>
            {label}
          </button>
        </div>
      </dialog>
    </>
  );
}

const COLOURS = ['#2f6fdb', '#c2571a', '#2c8a57', '#8b4fc4', '#b03060', '#6b7280'];

/** A line chart that shows values under the pointer. uPlot is loaded when the first chart is shown; the numbers follow as a table for screen readers. */
export function LineChart({
  label,
  x,
  xLabel,
  series,
  isTime = false,
  range,
}: {
  label: string;
  x: readonly number[];
  xLabel: string;
  series: readonly Series[];
  isTime?: boolean;
  range?: readonly [number, number];
}) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (element === null || x.length === 0) return;
    let isGone = false;
    let destroy = () => {};
    void import('./chart.ts').then(({ draw }) => {
      if (!isGone) destroy = draw(element, { x, xLabel, series, isTime, range, colours: COLOURS });
    });
    return () => {
      isGone = true;
      destroy();
    };
  }, [x, series, xLabel, isTime, range]);
  return (
    <figure style={{ margin: 0 }} aria-label={label}>
      <div ref={host} aria-hidden="true" />
      <table class="visually-hidden">
        <caption>{label}</caption>
        <thead>
          <tr>
            <th>{xLabel}</th>
            {series.map(({ label: name }) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {x.slice(0, 200).map((at, index) => (
            <tr key={at}>
              <td>{isTime ? new Date(at * 1_000).toISOString() : at}</td>
              {series.map(({ label: name, values }) => (
                <td key={name}>{values[index] ?? ''}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

export { Link };
