/** `quantfarm data …`: datasets in, datasets looked at, datasets made up. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { ConfigError, DataError } from '../../core/errors.ts'
import { formatTime } from '../../core/time.ts'
import { parseDecimal } from '../../data/decimal.ts'
import { describeGap } from '../../data/series-facts.ts'
import { parseTimeText } from '../../data/time-text.ts'
import { REPAIRS, type Repair } from '../../data/validate-bars.ts'
import type { Catalog } from '../../domain/dataset.ts'
import { listDatasets, readCatalog } from '../../io/catalog.ts'
import { aligned } from '../aligned.ts'
import { checkDataset } from '../check-dataset.ts'
import { type ImportOptions, type ImportReport, importBars } from '../import-bars.ts'
import { type SynthOptions, synthesiseBars } from '../synthesise-bars.ts'

type Write = (text: string) => void

/** The command with its subcommands; `write` receives what goes to the standard output. Errors: as the functions behind it. */
export function dataCommand(write: Write = (text) => void process.stdout.write(text)): Command {
  return new Command('data')
    .description('import, check, list and synthesise datasets of bars')
    .addCommand(importCommand(write))
    .addCommand(checkCommand(write))
    .addCommand(listCommand(write))
    .addCommand(synthCommand(write))
}

const rootOption = (): Option => new Option('--root <dir>', 'folder of the datasets').default('datasets')

function importCommand(write: Write): Command {
  return new Command('import')
    .description('bars of one instrument from CSV (also .gz, .zip), Parquet or Arrow files')
    .argument('<files...>', 'files, in any order')
    .requiredOption('--dataset <id>', 'name of the dataset')
    .requiredOption('--instrument <symbol>', 'name of the instrument')
    .requiredOption('--interval <interval>', 'length of a bar: 1m, 5m, 1h, 1d')
    .addOption(
      new Option('--format <format>', 'layout of the files')
        .choices(['auto', 'klines', 'csv', 'lean', 'parquet', 'arrow'])
        .default('auto'),
    )
    .addOption(
      new Option('--unit <unit>', 'unit of the time stamps')
        .choices(['auto', 's', 'ms', 'us', 'ns', 'iso'])
        .default('auto'),
    )
    .option('--tz <zone>', 'time zone of stamps that name none: UTC, America/New_York')
    .addOption(new Option('--date-order <order>', 'of dates such as 1/3/2017').choices(['mdy', 'dmy']))
    .option(
      '--price-scale <n>',
      'prices in the files are this many times the price (LEAN equities: 10000)',
      positive,
      1,
    )
    .option('--quarantine', 'put bad rows into a side file instead of failing')
    .option('--quarantine-limit <fraction>', 'most rows that may be put aside', fraction, 0.001)
    .addOption(
      new Option('--repair <names...>', 'named repairs, counted in the catalog').choices([...REPAIRS]).default([]),
    )
    .option('--replace', 'let new bars replace bars of the dataset that differ')
    .addOption(new Option('--calendar <calendar>', 'trading days (24x7 unless said)').choices(['24x7', 'exchange']))
    .option('--periods-per-year <n>', 'days a year for annualising (365 or 252 by calendar)', positive)
    .option('--currency <code>', 'of prices and profits (USD unless said)')
    .option('--tick-size <n>', 'smallest price step', notNegative)
    .option('--lot-size <n>', 'smallest quantity step', notNegative)
    .option('--multiplier <n>', 'currency per unit and price point', positive)
    .option('--source <text>', 'where the bars come from')
    .option('--licence <text>', 'what may be done with them')
    .addOption(rootOption())
    .action(async (files: string[], options: ImportFlags) => {
      const report = await importBars(files, importOptions(options))
      write(describeImport(options, report))
    })
}

interface ImportFlags {
  readonly root: string
  readonly dataset: string
  readonly instrument: string
  readonly interval: string
  readonly format: ImportOptions['format']
  readonly unit: ImportOptions['unit']
  readonly tz?: string
  readonly dateOrder?: 'mdy' | 'dmy'
  readonly priceScale: number
  readonly quarantine?: true
  readonly quarantineLimit: number
  readonly repair: readonly Repair[]
  readonly replace?: true
  readonly calendar?: '24x7' | 'exchange'
  readonly periodsPerYear?: number
  readonly currency?: string
  readonly tickSize?: number
  readonly lotSize?: number
  readonly multiplier?: number
  readonly source?: string
  readonly licence?: string
}

function importOptions(flags: ImportFlags): ImportOptions {
  const dropsBad = flags.repair.includes('drop-bad')
  if (flags.quarantine && dropsBad) {
    throw new ConfigError(
      'E_IMPORT_OPTION',
      '--quarantine and --repair drop-bad exclude each other',
      'choose one of them',
    )
  }
  const { instrument: symbol, currency, tickSize, lotSize, multiplier } = flags
  const specs = { currency, tickSize, lotSize, multiplier }
  const given = Object.fromEntries(Object.entries(specs).filter(([, value]) => value !== undefined))
  return {
    root: flags.root,
    dataset: flags.dataset,
    instrument: { symbol, ...given },
    interval: flags.interval,
    format: flags.format,
    unit: flags.unit,
    timeZone: flags.tz,
    dateOrder: flags.dateOrder,
    priceScale: flags.priceScale,
    onBadRow: dropsBad ? 'drop' : flags.quarantine ? 'quarantine' : 'fail',
    quarantineLimit: flags.quarantineLimit,
    repairs: new Set(flags.repair),
    replace: flags.replace ?? false,
    calendar: flags.calendar,
    periodsPerYear: flags.periodsPerYear,
    source: flags.source,
    licence: flags.licence,
    nowMs: Date.now(),
  }
}

function describeImport({ dataset, instrument, interval }: ImportFlags, report: ImportReport): string {
  const { bars, from, to, written, unchanged } = report
  const lines = [
    `${dataset}/${instrument}/${interval}: ${bars} bars from ${formatTime(from)} to ${formatTime(to)}, ${written} files written, ${unchanged} unchanged`,
  ]
  const counts = (record: Readonly<Record<string, number>>): string =>
    Object.entries(record)
      .map(([name, n]) => `${name} ${n}`)
      .join(', ')
  if (Object.keys(report.repairs).length > 0) lines.push(`repaired: ${counts(report.repairs)}`)
  if (report.quarantineFile) lines.push(`quarantined: ${counts(report.quarantined)} (${report.quarantineFile})`)
  lines.push(...report.notes.map((note) => `note: ${note}`), ...report.warnings.map((warning) => `warning: ${warning}`))
  return `${lines.join('\n')}\n`
}

function checkCommand(write: Write): Command {
  return new Command('check')
    .description('read a dataset, check every hash and every bar')
    .argument('<dataset>', 'name of the dataset')
    .option('--gaps <n>', 'gaps to list per series', notNegative, 10)
    .addOption(rootOption())
    .action(async (dataset: string, { root, gaps: shown }: { root: string; gaps: number }) => {
      const checks = await checkDataset(root, readCatalog(root, dataset))
      const rows = checks.map(({ symbol, series, rows, gapCount, missingBars, problems }) => [
        ...seriesCells(symbol, series),
        String(rows),
        String(gapCount),
        String(missingBars),
        problems.length === 0 ? 'ok' : `${problems.length} PROBLEMS`,
      ])
      write(aligned([...SERIES_HEADER, 'bars', 'gaps', 'missing', 'state'], rows))
      for (const { symbol, series, gaps, gapCount, warnings, problems } of checks) {
        const name = `${symbol} ${series.interval}`
        for (const problem of problems) write(`problem: ${name}: ${problem}\n`)
        for (const warning of warnings) write(`warning: ${name}: ${warning}\n`)
        for (const gap of gaps.slice(0, shown)) write(`gap: ${name}: ${describeGap(gap)}\n`)
        if (gapCount > shown) write(`gap: ${name}: and ${gapCount - shown} more (--gaps ${gaps.length})\n`)
      }
      const problems = checks.flatMap((it) => it.problems)
      if (problems.length > 0) {
        const message = `dataset ${dataset}: ${problems.length} problems, the first: ${problems[0]}`
        throw new DataError('E_DATASET_CHECK', message, 'restore the files, or import them again with --replace')
      }
    })
}

function listCommand(write: Write): Command {
  return new Command('list')
    .description('datasets and what they hold')
    .addOption(rootOption())
    .action(({ root }: { root: string }) => {
      const catalogs = listDatasets(root).map((dataset) => readCatalog(root, dataset))
      if (catalogs.length === 0)
        return write(`no datasets in ${root}; make one with: quantfarm data import, or data synth\n`)
      write(aligned(['dataset', ...SERIES_HEADER, 'bars', 'source'], catalogs.flatMap(listRows)))
    })
}

const listRows = (catalog: Catalog): string[][] =>
  catalog.instruments.flatMap(({ instrument, series: all }) =>
    all.map((series) => {
      const bars = series.files.reduce((total, file) => total + file.rows, 0)
      return [
        catalog.dataset,
        ...seriesCells(instrument.symbol, series),
        String(bars),
        series.source.replace(/\s+/g, ' ').slice(0, 60),
      ]
    }),
  )

const SERIES_HEADER = ['instrument', 'interval', 'calendar', 'from', 'to', 'files']

function seriesCells(
  symbol: string,
  { interval, calendar, files }: Catalog['instruments'][number]['series'][number],
): string[] {
  const [first, last] = [files[0], files.at(-1)]
  return [
    symbol,
    interval,
    calendar,
    first ? formatTime(first.from) : '',
    last ? formatTime(last.to) : '',
    String(files.length),
  ]
}

function synthCommand(write: Write): Command {
  return new Command('synth')
    .description('seeded bars of a geometric random walk, in which there is nothing to find')
    .requiredOption('--dataset <id>', 'name of the dataset')
    .requiredOption('--instrument <symbol>', 'name of the instrument')
    .requiredOption('--bars <n>', 'number of bars', positive)
    .option('--interval <interval>', 'length of a bar', '1m')
    .option('--sigma <n>', 'standard deviation of the log return of a bar', notNegative, 0.0008)
    .option('--drift <n>', 'expected relative change of a bar', decimal, 0)
    .option('--seed <n>', 'whole number', seed, '42')
    .addOption(
      new Option('--from <time>', 'open time of the first bar, UTC')
        .argParser(utcTime)
        .default(Date.UTC(2020, 0), '2020-01-01'),
    )
    .option('--price <n>', 'first open', positive, 100)
    .option('--replace', 'put these bars in place of what the series has')
    .addOption(rootOption())
    .action(async (flags: SynthFlags) => {
      const { instrument: symbol, from: fromMs, replace = false, ...rest } = flags
      const { bars, from, to, written, unchanged } = await synthesiseBars({ ...rest, symbol, fromMs, replace })
      const files = `${written} files written, ${unchanged} unchanged`
      write(
        `${flags.dataset}/${symbol}/${flags.interval}: ${bars} bars from ${formatTime(from)} to ${formatTime(to)}, ${files}\n`,
      )
    })
}

interface SynthFlags extends Omit<SynthOptions, 'symbol' | 'fromMs' | 'replace'> {
  readonly instrument: string
  readonly from: number
  readonly replace?: true
}

function decimal(text: string): number {
  const value = parseDecimal(text)
  if (value === undefined) throw new InvalidArgumentError('It must be a decimal number.')
  return value
}

function positive(text: string): number {
  const value = decimal(text)
  if (value <= 0) throw new InvalidArgumentError('It must be above 0.')
  return value
}

function notNegative(text: string): number {
  const value = decimal(text)
  if (value < 0) throw new InvalidArgumentError('It must not be below 0.')
  return value
}

function fraction(text: string): number {
  const value = decimal(text)
  if (value < 0 || value > 1) throw new InvalidArgumentError('It must be from 0 to 1.')
  return value
}

function seed(text: string): string {
  if (!/^(?:0|[1-9]\d{0,77})$/.test(text)) throw new InvalidArgumentError('It must be a whole number, 0 or more.')
  return text
}

function utcTime(text: string): number {
  const time = parseTimeText(text)
  if (!time) throw new InvalidArgumentError('It must be a time such as 2020-01-01 or 2020-01-01T12:00:00Z.')
  return time.localMs - (time.offsetMs ?? 0)
}
