/** The panels: what they are called, and in a sentence what each is for. */
export const panels = {
  overview: { title: 'Overview', about: 'All assets, worst first' },
  events: { title: 'Events', about: 'The queue: what deserves a look, and your verdict on it' },
  investigate: { title: 'Investigate', about: 'One event: expected against actual, and what moved first' },
  explore: { title: 'Explore', about: 'Tags in lanes over time' },
  detect: { title: 'Detect', about: 'Learn normal and find what departs from it' },
  training: { title: 'Training', about: 'Train a network and see whether it beats the default pipeline' },
  deploy: { title: 'Deploy', about: 'Rehearse, plan, apply, watch and undo the stack' },
  import: { title: 'Import', about: 'Bring recordings in' },
  jobs: { title: 'Jobs', about: 'What runs and what ran' },
  settings: { title: 'Settings', about: 'Look, keys, configuration, versions' },
} as const
