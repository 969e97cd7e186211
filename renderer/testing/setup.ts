import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'

// What a page has and happy-dom has not.
window.matchMedia ??= (query: string) => ({ matches: false, media: query, onchange: null, addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {}, dispatchEvent: () => false }) as MediaQueryList
Element.prototype.scrollIntoView ??= () => {}
Element.prototype.setPointerCapture ??= () => {}

afterEach(() => {
  cleanup()
})
