/**
 * Plotly with the few traces that analysis figures use: scatter (part of the core), heat map, bar, box. None of them compiles text to code, so the
 * page's policy holds. A chunk of its own: nothing of it is loaded before the first such figure is opened.
 */
import core from 'plotly.js/lib/core'
import bar from 'plotly.js/lib/bar'
import box from 'plotly.js/lib/box'
import heatmap from 'plotly.js/lib/heatmap'

const plotly = core as typeof import('plotly.js') // as: the core is what the typings of the whole describe, with fewer traces
plotly.register([bar, box, heatmap] as Parameters<typeof plotly.register>[0]) // as: modules of the library itself
export default plotly
