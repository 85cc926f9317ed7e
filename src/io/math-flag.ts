/**
 * Makes `Math.pow` and `**` give the same bits on every machine. The first import of every entry file, because imports
 * are hoisted and the flag must be set before any arithmetic is compiled; it then holds for all threads of the process.
 *
 * By default V8 calls the C library's pow, whose last bit depends on the library and on the processor; with this flag V8
 * uses its own software version. `node --no-use-std-math-pow` is the same; NODE_OPTIONS does not accept it.
 */
import v8 from 'node:v8'

v8.setFlagsFromString('--no-use-std-math-pow')
