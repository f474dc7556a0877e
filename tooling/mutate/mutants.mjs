import ts from 'typescript'

/**
 * One small change of a source file that a test should notice.
 * @typedef {object} Mutant
 * @property {number} start
 * @property {number} end
 * @property {string} replacement
 * @property {number} line From 1.
 * @property {string} what
 */

/** Functions whose result is a refusal: to return nothing instead takes a check out. */
const refusal = /^(deny|broken|noDate|wrongType|badSignature|refuse[A-Z]\w*)$/

/** @type {ReadonlyMap<ts.SyntaxKind, string>} */
const shiftedBoundary = new Map([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
])

/**
 * What stands for "this operand is not there".
 * @type {ReadonlyMap<ts.SyntaxKind, string>}
 */
const neutral = new Map([
  [ts.SyntaxKind.BarBarToken, 'false'],
  [ts.SyntaxKind.AmpersandAmpersandToken, 'true'],
  [ts.SyntaxKind.QuestionQuestionToken, 'undefined'],
])

/**
 * Every mutant of a source text, in the order of the text.
 * @param {string} text
 * @returns {Mutant[]}
 */
export function mutantsIn(text) {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true)
  /** @type {Mutant[]} */
  const found = []

  /** @param {ts.Node} node @param {string} replacement @param {string} what */
  const add = (node, replacement, what) => {
    const start = node.getStart(source)
    const line = source.getLineAndCharacterOfPosition(start).line + 1
    found.push({ start, end: node.getEnd(), replacement, line, what })
  }

  /** @param {ts.Node} node */
  const visit = (node) => {
    // Types are gone when the tests run.
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return
    for (const change of changesOf(node)) add(...change)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found.sort((a, b) => a.start - b.start)
}

/**
 * @param {ts.Node} node
 * @returns {[ts.Node, string, string][]}
 */
function changesOf(node) {
  if (ts.isIfStatement(node) && node.elseStatement === undefined && leaves(node.thenStatement)) {
    return [[node.expression, 'false', 'a check is never true']]
  }
  if (ts.isReturnStatement(node) && node.expression !== undefined && refuses(node.expression)) {
    return [[node.expression, 'undefined', 'a refusal is not returned']]
  }
  if (ts.isConditionalExpression(node)) {
    return [
      [node.condition, 'true', 'a condition is always true'],
      [node.condition, 'false', 'a condition is always false'],
    ]
  }
  if (ts.isBinaryExpression(node)) return changesOfBinary(node)
  if (ts.isArrayLiteralExpression(node)) return changesOfList(node)
  if (ts.isPropertyAccessExpression(node)) return changesOfQuantifier(node)
  return []
}

/**
 * @param {ts.BinaryExpression} node
 * @returns {[ts.Node, string, string][]}
 */
function changesOfBinary({ left, right, operatorToken }) {
  const boundary = shiftedBoundary.get(operatorToken.kind)
  if (boundary !== undefined) return [[operatorToken, boundary, 'a boundary is moved by one']]
  const nothing = neutral.get(operatorToken.kind)
  if (nothing === undefined) return []
  // A chain of `||` is a tree that leans to the left: its left side is visited by itself.
  const operands = isChain(left, operatorToken.kind) ? [right] : [left, right]
  return operands
    .filter((operand) => nothing !== 'undefined' || ts.isCallExpression(operand))
    .map((operand) => [operand, nothing, 'an operand is left out'])
}

/**
 * @param {ts.ArrayLiteralExpression} node
 * @returns {[ts.Node, string, string][]}
 */
function changesOfList({ elements }) {
  if (elements.length === 0 || !elements.every(ts.isStringLiteral)) return []
  return elements.map((element) => [element, "'\\u0000'", 'a name is taken off a list'])
}

/**
 * @param {ts.PropertyAccessExpression} node
 * @returns {[ts.Node, string, string][]}
 */
function changesOfQuantifier({ name }) {
  const other = new Map([
    ['some', 'every'],
    ['every', 'some'],
  ]).get(name.text)
  return other === undefined ? [] : [[name, other, 'some and every are exchanged']]
}

/** @param {ts.Expression} node @param {ts.SyntaxKind} kind */
function isChain(node, kind) {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === kind
}

/** @param {ts.Statement} statement @returns {boolean} */
function leaves(statement) {
  if (ts.isBlock(statement)) {
    const last = statement.statements.at(-1)
    return last !== undefined && leaves(last)
  }
  return (
    ts.isReturnStatement(statement) ||
    ts.isThrowStatement(statement) ||
    ts.isContinueStatement(statement)
  )
}

/** @param {ts.Expression} expression */
function refuses(expression) {
  if (!ts.isCallExpression(expression) || !ts.isIdentifier(expression.expression)) return false
  return refusal.test(expression.expression.text)
}

/** @param {string} text @param {Pick<Mutant, 'start' | 'end' | 'replacement'>} mutant */
export function applied(text, { start, end, replacement }) {
  return text.slice(0, start) + replacement + text.slice(end)
}
