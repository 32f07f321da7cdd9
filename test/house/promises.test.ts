// What one place promises another keeps: problem codes, documents, the template, the package.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROBLEMS } from '#shared/contracts/problem.ts'
import { readPackage, readPaths, readSources, readText, rootFolder } from './tree.ts'

const TEXT = /\.(ts|mjs|json|md|sh|ppd|conf|yml|yaml)$/

describe('problem codes', () => {
  const documented = [...readText('docs/problems.md').matchAll(/^## (\S+)$/gm)].map(
    ([, one]) => one,
  )

  it('are all explained in docs/problems.md, and nothing else is', () => {
    expect(documented.toSorted()).toEqual(Object.keys(PROBLEMS).toSorted())
  })

  it('are all given by somebody', () => {
    const product = readSources().filter(
      ({ path }) => /^(connector|lambdas|infra)\//.test(path) || path.startsWith('shared/'),
    )
    const given = (code: string) =>
      product.some(
        (source) =>
          source.path !== 'shared/contracts/problem.ts' && source.code.includes(`'${code}'`),
      )
    const idle = Object.keys(PROBLEMS).filter((code) => !given(code))
    expect(idle.map((code) => `${code} is given by nobody: take it out of the table`)).toEqual([])
  })
})

describe('documents', () => {
  it('link to what exists', () => {
    const dead = readPaths()
      .filter((path) => path.endsWith('.md'))
      .flatMap((path) =>
        [...readText(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)]*)?\)/g)]
          .map(([, target]) => target!)
          .filter((target) => !existsSync(join(rootFolder, dirname(path), target)))
          .map((target) => `${path} links to ${target}, which does not exist`),
      )
    expect(dead).toEqual([])
  })

  it('number their decisions without a gap', () => {
    const numbers = readPaths('docs/decisions').map((path) => path.split('/').at(-1)!.slice(0, 4))
    expect(numbers).toEqual(numbers.map((_, index) => String(index + 1).padStart(4, '0')))
  })
})

describe('the repository', () => {
  it('names no folder of the machine it was written on', () => {
    const homes = new RegExp(
      `(?:^|[\\s'"\`(=])/(?:${['work', 'root', 'home/\\w+'].join('|')})/`,
      'm',
    )
    const traces = readPaths().filter((path) => TEXT.test(path) && homes.test(readText(path)))
    expect(traces).toEqual([])
  })

  it('pins every direct dependency to one version', () => {
    const { dependencies, devDependencies, optionalDependencies } = readPackage()
    const all = { ...dependencies, ...devDependencies, ...optionalDependencies }
    const loose = Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
    expect(loose).toEqual([])
  })

  it('locks versions and hashes, not the registry they came from', () => {
    const lock = JSON.parse(readText('package-lock.json')) as {
      packages: Record<string, { resolved?: string; integrity?: string; inBundle?: boolean }>
    }
    const packages = Object.entries(lock.packages).filter(([path]) => path !== '')
    expect(packages.filter(([, one]) => one.resolved !== undefined)).toEqual([])
    // What a package brings inside itself is covered by that package's hash.
    const unhashed = packages.filter(([, one]) => one.integrity === undefined && !one.inBundle)
    expect(unhashed.map(([path]) => path)).toEqual([])
  })

  it('locks the packages of every platform, without which a clean install refuses to start', () => {
    const lock = JSON.parse(readText('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>
    }
    const locked = new Set(
      Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, '')),
    )
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {})
        .filter((name) => !locked.has(name))
        .map((name) => `${path || 'package.json'} may bring ${name}, which is not locked`),
    )
    expect(missing).toEqual([])
  })

  it('runs every test file in some project', () => {
    const config = readText('vitest.config.ts')
    const projects = new Set([...config.matchAll(/project\('(\w+)'/g)].map(([, name]) => name))
    const stray = readPaths('test')
      .filter((path) => path.endsWith('.test.ts') && !projects.has(path.split('/')[1]))
      .map((path) => `${path} belongs to no project of vitest.config.ts`)
    expect(stray).toEqual([])
  })
})
