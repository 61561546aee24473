/** A name that someone else chose, inside a sentence of ours: however it is written, it cannot turn the words around it. */
export const Given = ({ children }: { readonly children: string }) => <bdi className="wrap-anywhere">{children}</bdi>
