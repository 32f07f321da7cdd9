/** A box that searches while one types, and asks when the typing pauses. */
import Input from '@cloudscape-design/components/input'
import { useEffect, useRef, useState } from 'react'

const PAUSE_MS = 250

export interface SearchBoxProps {
  readonly label: string
  /** What the URL says. */
  readonly value: string
  readonly onSearch: (text: string) => void
}

export function SearchBox({ label, value, onSearch }: SearchBoxProps) {
  const [typed, setTyped] = useState(value)
  const search = useRef(onSearch)
  search.current = onSearch
  // The back button changes the URL under the box.
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (typed === value) return
    const timer = setTimeout(() => search.current(typed), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed, value])
  return (
    <Input
      type="search"
      ariaLabel={label}
      placeholder={label}
      value={typed}
      onChange={({ detail }) => setTyped(detail.value)}
    />
  )
}
