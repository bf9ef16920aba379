package import Documents

/// A tree on one line: `name="text"`, `name{children}`, `name[items]`, `name=number`.
package func outline(_ document: Document) -> String { outline(document, document.root) }

private func outline(_ document: Document, _ element: Document.Element) -> String {
    let name = document.name(of: element)
    switch document.kind(of: element) {
    case .text: return "\(name)=\"\(document.text(of: element))\""
    case .number, .boolean: return "\(name)=\(document.text(of: element))"
    case .null: return "\(name)=null"
    case .object: return "\(name){\(children(of: element, in: document))}"
    case .list: return "\(name)[\(children(of: element, in: document))]"
    }
}

private func children(of element: Document.Element, in document: Document) -> String {
    var parts: [String] = []
    var child = document.firstChild(of: element)
    while let current = child {
        parts.append(outline(document, current))
        child = document.next(after: current)
    }
    return parts.joined(separator: " ")
}

/// The same random numbers on every run (SplitMix64).
package struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    package init(state: UInt64) { self.state = state }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
