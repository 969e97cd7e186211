/** What the page complained of, without what the browser itself reports while nobody answers: each socket and each resource that could not be reached. */
export const besidesLostLine = (complaints: readonly string[]) => complaints.filter((words) => !/WebSocket connection to .* failed|net::ERR_CONNECTION_REFUSED/.test(words))
