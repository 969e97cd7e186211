/** The type under which a tag's id travels while it is dragged from the tree. */
export const tagDragType = 'application/x-telltale-tag'
