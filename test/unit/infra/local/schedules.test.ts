import { describe, expect, it } from 'vitest'
import { ManualClock } from '#help/manual-clock.ts'
import { nextTime, parseSchedule, startSchedule } from '#infra/local/schedules.ts'

describe('parseSchedule and nextTime', () => {
  it.each([
    ['rate(1 minute)', '2026-01-01T00:00:30Z', '2026-01-01T00:01:30Z'],
    ['rate(5 hours)', '2026-01-01T00:00:00Z', '2026-01-01T05:00:00Z'],
    ['rate(1 day)', '2026-02-28T01:00:00Z', '2026-03-01T01:00:00Z'],
    ['cron(0 3 * * ? *)', '2026-01-01T03:00:00Z', '2026-01-02T03:00:00Z'],
    ['cron(0/15 * * * ? *)', '2026-01-01T03:16:00Z', '2026-01-01T03:30:00Z'],
    ['cron(30 8-10/2 ? * MON-FRI *)', '2026-01-02T10:30:00Z', '2026-01-05T08:30:00Z'],
    ['cron(0 0 1 JAN,JUL ? *)', '2026-01-01T00:00:00Z', '2026-07-01T00:00:00Z'],
    ['cron(0 0 29 2 ? *)', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['cron(5 4 ? * 1 2027)', '2026-01-01T00:00:00Z', '2027-01-03T04:05:00Z'],
  ])('%s after %s is %s', (expression, from, expected) => {
    const next = nextTime(parseSchedule(expression), Date.parse(from))
    expect(new Date(next!).toISOString()).toBe(expected.replace('Z', '.000Z'))
  })

  it('finds no time in a year that is over', () => {
    expect(nextTime(parseSchedule('cron(0 0 1 1 ? 2020)'), Date.UTC(2026, 0, 1))).toBeNull()
  })

  it.each([
    'rate(0 minutes)',
    'rate(1 week)',
    'every hour',
    'cron(0 3 * * *)',
    'cron(0 3 * * * *)',
    'cron(60 3 * * ? *)',
    'cron(0 3 L * ? *)',
    'cron(0 3 ? * 2#1 *)',
    'cron(5-1 3 * * ? *)',
  ])('refuses %s', (expression) => {
    expect(() => parseSchedule(expression)).toThrow('fault')
  })
})

describe('startSchedule', () => {
  it('calls its functions each time, also beyond what one timer can wait, until it is ended', () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 1))
    const calls: { name: string; time: unknown }[] = []
    const end = startSchedule(
      { ruleName: 'r', expression: 'rate(30 days)', functionNames: ['f'], ruleArn: 'arn' },
      clock,
      async (name, event) => calls.push({ name, time: (event as { time: string }).time }),
      () => {},
    )
    clock.advance(29 * 24 * 3600_000)
    expect(calls).toEqual([])
    clock.advance(31 * 24 * 3600_000)
    expect(calls).toEqual([
      { name: 'f', time: '2026-01-31T00:00:00Z' },
      { name: 'f', time: '2026-03-02T00:00:00Z' },
    ])
    end()
    clock.advance(365 * 24 * 3600_000)
    expect(calls).toHaveLength(2)
  })

  it('goes on after a call that failed', async () => {
    const clock = new ManualClock()
    const log: string[] = []
    const end = startSchedule(
      { ruleName: 'r', expression: 'rate(1 minute)', functionNames: ['f'], ruleArn: 'arn' },
      clock,
      () => Promise.reject(new Error('no')),
      (line) => log.push(line),
    )
    clock.advance(120_000)
    await expect.poll(() => log).toHaveLength(2)
    end()
  })
})
