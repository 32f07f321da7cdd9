/** The library's syntax tree as we read it: which node has which parts. */

interface Part<Op extends string, Args> {
  readonly op: Op
  readonly args: Args
  /** Characters of the expression, from 0. */
  readonly start: number
  readonly end: number
}

export type BinaryOperator =
  | '||'
  | '&&'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'

export type Node =
  | Part<'value', unknown>
  | Part<'id', string>
  | Part<'.', readonly [Node, string]>
  | Part<'[]', readonly [Node, Node]>
  | Part<'call', readonly [name: string, args: readonly Node[]]>
  | Part<'rcall', readonly [name: string, receiver: Node, args: readonly Node[]]>
  | Part<'list', readonly Node[]>
  | Part<'map', readonly (readonly [Node, Node])[]>
  | Part<'!_' | '-_', Node>
  | Part<'?:', readonly [Node, Node, Node]>
  | Part<BinaryOperator, readonly [Node, Node]>

/** Where an expression is wrong: `start` counts its characters from 0. */
export class Fault extends Error {
  readonly start: number

  constructor(start: number, message: string) {
    super(message)
    this.name = 'Fault'
    this.start = start
  }
}
