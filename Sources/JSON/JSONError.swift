/// Why a JSON document was refused. Never contains text of the document.
package enum JSONError: Error, Equatable, Sendable {
    case empty
    case documentTooLarge
    case tooDeep
    case tooManyValues
    /// `position` is that of the first bad byte, from 0.
    case notUTF8(position: Int)
    /// A bad escape, a lone surrogate, a raw control character, or a quote missing.
    case badString
    /// Not by the grammar, or an integer or number too large for 64 bits.
    case badNumber
    /// Something like `tru`.
    case badLiteral
    /// The escape \u0000 in a key or text.
    case nulCharacter
    case duplicateKey
    case trailingContent
    /// Any other fault of the structure; also a document that ends too early.
    case malformed
    case outOfMemory
}

extension JSONError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .empty: "JSON: the document is empty; send one value"
        case .documentTooLarge: "JSON: larger than \(JSONLimits.documentByteCountMax) bytes; send less"
        case .tooDeep: "JSON: nested deeper than \(JSONLimits.depthMax) levels; nest less"
        case .tooManyValues: "JSON: more than \(JSONLimits.nodeCountMax) values; send fewer"
        case .notUTF8(let position): "JSON: not valid UTF-8 at byte \(position); send valid UTF-8"
        case .badString: "JSON: a string has a bad escape, a control character, or no end; correct it"
        case .badNumber: "JSON: a number is malformed or needs more than 64 bits; send it as a string"
        case .badLiteral: "JSON: a word is none of true, false, null; correct it"
        case .nulCharacter: "JSON: a string contains the character U+0000; remove it"
        case .duplicateKey: "JSON: an object has the same key twice; send it once"
        case .trailingContent: "JSON: there is content after the document; send one value"
        case .malformed: "JSON: brackets, commas or colons are wrong, or the document ends too early; correct it"
        case .outOfMemory: "JSON: there is no memory to parse it; try again"
        }
    }
}
