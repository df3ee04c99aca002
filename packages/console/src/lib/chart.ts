import UPlot from 'uplot';

/** One line of a chart: a value for each x. */
export interface Series {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

interface Drawing {
  readonly x: readonly number[];
  readonly xLabel: string;
  readonly series: readonly Series[];
  readonly isTime: boolean;
  /** Fixed range of the values, such as `[0, 1]` for rates. */
  readonly range?: readonly [number, number] | undefined;
  readonly colours: readonly string[];
}

/** Draws a chart into `element` that follows its width. Returns a function that removes it. */
export function draw(element: HTMLElement, { x, xLabel, series, isTime, range, colours }: Drawing): () => void {
  const style = getComputedStyle(element);
  const axis = {
    stroke: style.color,
    grid: { stroke: 'rgb(128 128 128 / 0.2)' },
    ticks: { stroke: 'rgb(128 128 128 / 0.3)' },
  };
  const width = () => Math.max(260, element.clientWidth);
  const chart = new UPlot(
    {
      width: width(),
      height: 240,
      scales: { x: { time: isTime }, ...(range === undefined ? {} : { y: { range: [range[0], range[1]] } }) },
      axes: [{ ...axis, label: xLabel }, axis],
      series: [
        { label: xLabel },
        ...series.map(({ label }, index) => ({
          label,
          stroke: colours[index % colours.length] ?? '#2f6fdb',
          width: 2,
          points: { show: x.length < 60 },
          spanGaps: true,
        })),
      ],
    },
    [[...x], ...series.map(({ values }) => [...values])],
    element,
  );
  const observer = new ResizeObserver(() => chart.setSize({ width: width(), height: 240 }));
  observer.observe(element);
  return () => {
    observer.disconnect();
    chart.destroy();
  };
}
