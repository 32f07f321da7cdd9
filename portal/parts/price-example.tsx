/** What a job would cost by the prices on screen, from the engine that prices real ones. Fetched when it is first shown. */
import { useState } from 'react'
import { formatAmount } from '#shared/contracts/amounts.ts'
import type { Priced } from '#shared/contracts/decision.ts'
import { PAPER_SIZES, type PaperSizeName } from '#shared/contracts/paper-sizes.ts'
import type { PriceList } from '#shared/contracts/prices.ts'
import type { Printer } from '#shared/contracts/printer.ts'
import { price } from '#shared/pricing/price.ts'
import { useText } from '../language.tsx'
import { CheckField, ChoiceField } from './form.tsx'
import { Money } from './money.tsx'
import { NumberField } from './number-field.tsx'
import { cleanPrices, isPriceList } from './price-lists.ts'

interface Example {
  readonly pages: number | null
  readonly colorPages: number | null
  readonly copies: number | null
  readonly duplex: boolean
  readonly size: PaperSizeName
}

const PAGES_LIMIT = 10_000
const COPIES_LIMIT = 999
const POINTS_PER_MILLIMETER = 72 / 25.4

export interface PriceExampleProps {
  readonly prices: PriceList
  readonly colorMode: Printer['colorMode']
}

export default function PriceExample({ prices, colorMode }: PriceExampleProps) {
  const t = useText()
  const [example, setExample] = useState<Example>({
    pages: 10,
    colorPages: 2,
    copies: 1,
    duplex: false,
    size: 'A4',
  })
  const set = (part: Partial<Example>) => setExample((before) => ({ ...before, ...part }))
  const priced = makePriced(example, colorMode)
  const quote = priced === null || !isPriceList(prices) ? null : price(priced, cleanPrices(prices))
  return (
    <fieldset className="plain-set">
      <legend>{t('example.title')}</legend>
      <div className="grid-form">
        <NumberField
          label={t('example.pages')}
          value={example.pages}
          least={1}
          most={PAGES_LIMIT}
          onChange={(pages) => set({ pages })}
        />
        <NumberField
          label={t('example.colorPages')}
          value={example.colorPages}
          least={0}
          most={PAGES_LIMIT}
          onChange={(colorPages) => set({ colorPages })}
        />
        <NumberField
          label={t('example.copies')}
          value={example.copies}
          least={1}
          most={COPIES_LIMIT}
          onChange={(copies) => set({ copies })}
        />
        <ChoiceField
          label={t('example.size')}
          value={example.size}
          choices={(Object.keys(PAPER_SIZES) as PaperSizeName[]).map((size) => ({
            value: size,
            label: size,
          }))}
          onChange={(size) => set({ size })}
        />
        <CheckField
          label={t('example.duplex')}
          value={example.duplex}
          onChange={(duplex) => set({ duplex })}
        />
      </div>
      {quote === null ? (
        <p className="quiet">{t('example.incomplete')}</p>
      ) : (
        <div className="scroll-x" role="status">
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t('price.what')}</th>
                <th scope="col">{t('price.count')}</th>
                <th scope="col">{t('price.each')}</th>
                <th scope="col" className="end">
                  {t('price.amount')}
                </th>
              </tr>
            </thead>
            <tbody>
              {quote.lines.map(({ what, count, each, amount }) => (
                <tr key={what}>
                  <td>{what}</td>
                  <td className="number">{count}</td>
                  <td>
                    <Money amount={each} />
                  </td>
                  <td className="end">
                    <Money amount={amount} />
                  </td>
                </tr>
              ))}
              <tr>
                <th scope="row" colSpan={3}>
                  {t('example.total')}
                </th>
                <td className="end">
                  <strong>
                    <Money amount={formatAmount(quote.totalMinor)} />
                  </strong>
                </td>
              </tr>
            </tbody>
          </table>
        </div>
      )}
    </fieldset>
  )
}

/** One page a side; null while a number is missing. */
function makePriced(
  { pages, colorPages, copies, duplex, size }: Example,
  colorMode: Printer['colorMode'],
): Priced | null {
  if (!pages || colorPages === null || Number.isNaN(colorPages) || !copies) return null
  const colored =
    colorMode === 'grayscale' || colorPages === 0
      ? 0
      : colorMode === 'document'
        ? pages
        : Math.min(pages, colorPages)
  const [shortMm, longMm] = PAPER_SIZES[size]
  return {
    counts: {
      pages,
      sidesPerCopy: pages,
      copies,
      sides: pages * copies,
      sheets: Math.ceil(pages / (duplex ? 2 : 1)) * copies,
      colorSides: colored * copies,
      duplex,
    },
    flat: null,
    pageSizes: [
      { widthPt: shortMm * POINTS_PER_MILLIMETER, heightPt: longMm * POINTS_PER_MILLIMETER, pages },
    ],
    costRatePercent: 100,
    costChanges: [],
  }
}
