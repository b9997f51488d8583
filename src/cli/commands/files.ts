import type { Command } from 'commander'
import type { Note } from '../invocation.js'

/** `termingate import` and `termingate export` */
export function addFileCommands(_program: Command, _note: Note): void {}
