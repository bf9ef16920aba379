/// Why an XML document was refused, and at which line (from 1). Never contains text of the document, except the name
/// of a refused encoding.
package struct XMLError: Error, Equatable, Sendable {
    /// What was wrong.
    package enum Reason: Equatable, Sendable {
        case empty
        case documentTooLarge
        case tooDeep
        case tooManyElements
        case tooMuchText
        case tooManyAttributes
        case doctype
        case entityReference
        case nulByte
        case notUTF8
        /// A control character, U+FFFE or U+FFFF, or a reference to one or to a surrogate.
        case illegalCharacter
        /// The name is cut and cleaned: letters, digits, and `-._:` only, at most 40 of them.
        case encoding(String)
        case mixedContent
        case truncated
        case trailingContent
        /// Any other fault, by libxml2's number (xmlParserErrors).
        case malformed(code: Int)
        case outOfMemory
    }

    package let reason: Reason
    package let line: Int

    /// `line` counts from 1; 0 where there is none.
    package init(_ reason: Reason, line: Int) {
        self.reason = reason
        self.line = line
    }
}

extension XMLError: CustomStringConvertible {
    package var description: String { "XML line \(line): \(reason)" }
}

extension XMLError.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .empty: "the document is empty; send one element"
        case .documentTooLarge: "the document is larger than \(XMLLimits.documentByteCountMax) bytes; send less"
        case .tooDeep: "elements are nested deeper than \(XMLLimits.depthMax) levels; nest less"
        case .tooManyElements: "there are more than \(XMLLimits.nodeCountMax) elements; send fewer"
        case .tooMuchText: "the texts are larger than \(XMLLimits.textByteCountMax) bytes; send less"
        case .tooManyAttributes: "there are more than \(XMLLimits.equalsSignCountMax) equals signs; send fewer"
        case .doctype: "a DOCTYPE is not accepted; remove it"
        case .entityReference: "only the entities amp, lt, gt, apos, quot are accepted; write the character itself"
        case .nulByte: "a NUL byte is not XML; remove it"
        case .notUTF8: "a byte sequence is not valid UTF-8; send valid UTF-8"
        case .illegalCharacter: "a character is not allowed in XML; remove it"
        case .encoding(let name): "encoding \(name) is not accepted; send UTF-8"
        case .mixedContent: "text stands between child elements; put it into an element"
        case .truncated: "the document ends too early; send it whole"
        case .trailingContent: "there is content after the root element; send one document"
        case .malformed(let code): "not well-formed, \(Self.fault(code))"
        case .outOfMemory: "there is no memory to parse it; try again"
        }
    }

    /// What the usual numbers of libxml2 mean.
    private static func fault(_ code: Int) -> String {
        switch code {
        case 3, 4: "start tag expected"
        case 6...8, 10...13: "bad character reference"
        case 14...17, 22, 23: "bad entity reference"
        case 33, 34, 38...41, 43, 44: "bad attribute"
        case 42: "attribute given twice"
        case 45, 80: "bad or unfinished comment"
        case 46, 47: "bad or unfinished processing instruction"
        case 56, 57, 78, 79, 96, 101, 108, 109: "bad or unfinished XML declaration"
        case 62: "]]> in text"
        case 63: "CDATA not finished"
        case 64: "XML declaration that is not at the start"
        case 65: "space missing"
        case 68: "name missing or bad"
        case 72, 73, 74, 75, 77: "tag not finished"
        case 76: "end tag does not match its start tag"
        case 110: "name too long"
        case 201...205: "bad namespace"
        default: "libxml2 error \(code)"
        }
    }
}
