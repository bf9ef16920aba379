internal import Glibc

/// A parsed XML or JSON text as one flat list of nodes over one buffer of bytes, so that an event is decoded by the
/// same code whichever of the two it came in.
///
/// Node 0 is the root. An XML element without child elements is `text`; with child elements it is `object`, and its
/// repeated children are siblings of the same name. A JSON array is `list`; its items have an empty name.
/// Immutable once built; safe to share between threads.
package struct Document: Sendable {
    package enum Kind: UInt8, Sendable {
        case text, number, boolean, null, object, list
    }

    /// One element or value. Positions are byte positions in `bytes`; `next` is the index of the next sibling and
    /// `firstChild` that of the first child, -1 where there is none.
    package struct Node: Sendable {
        package var nameStart: Int32 = 0
        package var nameCount: Int32 = 0
        package var textStart: Int32 = 0
        package var textCount: Int32 = 0
        package var firstChild: Int32 = -1
        package var next: Int32 = -1
        package var kind: Kind
        /// Two of its children have the same name, or may have: so in some XML, never in JSON, whose parser refuses it.
        package var namesRepeat = false

        package init(kind: Kind) { self.kind = kind }
    }

    /// The place of a node in its document; meaningful only with the document it came from.
    package struct Element: Equatable, Sendable {
        fileprivate let index: Int32

        fileprivate init(_ index: Int32) { self.index = index }
    }

    /// Names, texts, and numbers as they were written (booleans as `true` and `false`), UTF-8, checked by the parser.
    private let bytes: [UInt8]
    private let nodes: [Node]

    /// `nodes` must not be empty, and all positions in it must lie inside `bytes`: only the XML and JSON rooms build
    /// documents. Positions are still checked on every use, so a mistake there ends in a trap, not in a wild read.
    package init(nodes: [Node], bytes: [UInt8]) {
        self.nodes = nodes
        self.bytes = bytes
    }

    package var root: Element { Element(0) }

    package func kind(of element: Element) -> Kind { nodes[Int(element.index)].kind }

    func namesRepeat(in element: Element) -> Bool { nodes[Int(element.index)].namesRepeat }

    /// The first child with that name.
    package func child(_ name: StaticString, of element: Element) -> Element? {
        var index = nodes[Int(element.index)].firstChild
        while index >= 0 {
            if isNamed(name, nodes[Int(index)]) { return Element(index) }
            index = nodes[Int(index)].next
        }
        return nil
    }

    package func firstChild(of element: Element) -> Element? {
        let index = nodes[Int(element.index)].firstChild
        return index < 0 ? nil : Element(index)
    }

    package func next(after element: Element) -> Element? {
        let index = nodes[Int(element.index)].next
        return index < 0 ? nil : Element(index)
    }

    package func name(of element: Element) -> String {
        let node = nodes[Int(element.index)]
        return String(decoding: bytes[Int(node.nameStart)..<Int(node.nameStart + node.nameCount)], as: UTF8.self)
    }

    /// The bytes of a text, number or boolean; empty for the other kinds.
    package func textBytes(of element: Element) -> ArraySlice<UInt8> {
        let node = nodes[Int(element.index)]
        return bytes[Int(node.textStart)..<Int(node.textStart + node.textCount)]
    }

    package func text(of element: Element) -> String {
        let node = nodes[Int(element.index)]
        let all = bytes.span
        let text = all.extracting(Int(node.textStart)..<Int(node.textStart + node.textCount))
        do throws(UTF8.ValidationError) {
            return String(copying: try UTF8Span(validating: text))
        } catch {
            // The parsers have checked it, so this is never reached; it costs a slice.
            return String(decoding: textBytes(of: element), as: UTF8.self)
        }
    }

    package func isNamed(_ name: StaticString, _ element: Element) -> Bool { isNamed(name, nodes[Int(element.index)]) }

    private func isNamed(_ name: StaticString, _ node: Node) -> Bool {
        let count = name.utf8CodeUnitCount
        guard Int(node.nameCount) == count else { return false }
        let all = bytes.span
        let found = all.extracting(Int(node.nameStart)..<Int(node.nameStart) + count)
        // Both have `count` bytes.
        return unsafe found.withUnsafeBytes { found in
            guard let start = found.baseAddress else { return true }
            return unsafe memcmp(start, name.utf8Start, count) == 0
        }
    }
}
