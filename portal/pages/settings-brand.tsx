/** The color of the house: everything colored on this page follows while it is chosen, and turns back when it is not saved. */
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import { useEffect } from 'react'
import { useText } from '../language.tsx'
import { setBrand } from '../look.ts'
import { contrastWithWhite } from '../parts/contrast.ts'

/** Of the product itself, as in style/base.css. */
const OUR_COLOR = '#0b6b63'
/** White words on it must be readable (WCAG 2.2, 1.4.3). */
const CONTRAST_LEAST = 4.5

export const isColor = (text: string): boolean => /^#[0-9a-f]{6}$/.test(text)

export interface BrandFieldProps {
  /** `#0b6b63`; empty = the product's own. */
  readonly value: string
  readonly stored: string
  readonly error: string | undefined
  readonly onChange: (color: string) => void
}

export function BrandField({ value, stored, error, onChange }: BrandFieldProps) {
  const t = useText()
  useEffect(() => {
    setBrand(isColor(value) ? value : null)
    return () => setBrand(isColor(stored) ? stored : null)
  }, [value, stored])
  const wrong = value === '' || isColor(value) ? error : t('settings.brandColor.wrong')
  const isPale = isColor(value) && contrastWithWhite(value) < CONTRAST_LEAST
  return (
    <div className="stack">
      <FormField
        stretch
        label={t('settings.brandColor')}
        description={t('settings.brandColor.text')}
        errorText={wrong}
        {...(isPale ? { warningText: t('settings.brandColor.pale') } : {})}
      >
        <div className="row">
          <input
            type="color"
            className="plain-input"
            aria-label={t('settings.brandColor.pick')}
            value={isColor(value) ? value : OUR_COLOR}
            onChange={(event) => onChange(event.target.value.toLowerCase())}
          />
          <Input
            value={value}
            placeholder={OUR_COLOR}
            onChange={({ detail }) => onChange(detail.value.trim().toLowerCase())}
          />
          <Button disabled={value === ''} onClick={() => onChange('')}>
            {t('settings.brandColor.own')}
          </Button>
        </div>
      </FormField>
    </div>
  )
}
