// CUPS as the client that most systems bring: it adds the queue by itself, prints through it, and its options arrive.
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runClient, writePdf } from '#help/cups-rig.ts'
import { eventually } from '#help/eventually.ts'
import { type IppQueueRig, startIppQueueRig, UNCHANGED } from '#help/ipp-queue-rig.ts'
import { describeWith } from '#help/needs.ts'
import { type PrivateCups, startPrivateCups } from '#infra/local/site/private-cups.ts'

describeWith(['cupsd', 'lp', 'pdftopdf'], 'CUPS prints through the built-in queue', () => {
  let rig: IppQueueRig
  let folder: string
  let cups: PrivateCups
  let pdf: string
  beforeAll(async () => {
    rig = await startIppQueueRig()
    folder = mkdtempSync(join(tmpdir(), 'sg-'))
    chmodSync(folder, 0o755)
    pdf = await writePdf(folder, 'three.pdf', 3)
    cups = await startPrivateCups({
      folder: join(folder, 'cups'),
      connectorUser: userInfo().username,
      identity: 'claimed',
      printedDir: join(folder, 'unused'),
      log: () => {},
    })
    const args = ['-p', 'everywhere', '-E', '-v', rig.uri, '-m', 'everywhere']
    const added = await runClient(cups, 'lpadmin', args)
    expect(added).toMatchObject({ code: 0 })
    // lpadmin is content before cupsd has made anything.
    const ppd = join(folder, 'cups', 'etc', 'ppd', 'everywhere.ppd')
    await eventually('cupsd has described the queue', () => existsSync(ppd))
  })
  afterAll(async () => {
    await cups?.stop()
    await rig?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('holds the job, knows its ticket and user, and delivers it as asked', async () => {
    const options = ['-n', '2', '-o', 'sides=two-sided-long-edge', '-o', 'media=A4']
    const args = ['-d', 'everywhere', '-U', 'alice', ...options, '-t', 'Three pages', pdf]
    expect(await runClient(cups, 'lp', args)).toMatchObject({ code: 0 })

    const job = await rig.next('sealed')
    expect(job).toMatchObject({ userName: 'alice', documentName: 'Three pages', forged: false })
    expect(job.ticket).toMatchObject({ copies: 2, duplex: true })
    expect(rig.printed()).toEqual([])

    await rig.spooler.release(job.ref, UNCHANGED, '', rig.signal)
    const [file = ''] = await eventually('the printer has it', () =>
      rig.printed().length > 0 ? rig.printed() : null,
    )
    expect(rig.told(file)).toMatchObject({ user: 'alice', copies: '2', sides: 'two-sided' })
    expect(rig.told(file).options).toContain('"y-dimension","tag":33,"values":[29700]')
    await eventually('CUPS knows that it is done', async () => {
      const { text } = await runClient(cups, 'lpstat', ['-W', 'completed', '-o', 'everywhere'])
      return text.includes('everywhere-1')
    })
  })

  it('tells CUPS of a refusal', async () => {
    const args = ['-d', 'everywhere', '-U', 'alice', pdf]
    expect(await runClient(cups, 'lp', args)).toMatchObject({ code: 0 })
    const job = await rig.next('sealed')
    const message = 'Your balance is too low.'
    await rig.spooler.cancel(job.ref, message, rig.signal)
    await eventually('CUPS gives the job up', async () => {
      const { text } = await runClient(cups, 'lpstat', ['-o', 'everywhere'])
      return text.trim() === ''
    })
    expect(rig.printed()).toHaveLength(1)
  })
})
