/// The bounds of one XML document. A document beyond any of them is refused as a whole.
package enum XMLLimits {
    /// Bytes of the document as it came.
    package static let documentByteCountMax = 1 << 20
    /// Levels of elements, the root being the first.
    package static let depthMax = 16
    /// Elements in the document.
    package static let nodeCountMax = 2_000
    /// Bytes of all texts together, entities resolved.
    package static let textByteCountMax = 256 << 10
    /// Equals signs in the document, which bound its attributes: libxml2 compares each attribute of an element with
    /// every other one, so their number must be bounded before it sees them.
    package static let equalsSignCountMax = 4_096
    /// Bytes of the XML declaration.
    package static let declarationByteCountMax = 256

    /// Digits of a character reference that a repair looks at; more are left to the parser.
    static let referenceDigitCountMax = 16

    /// Distinct names a parser remembers, and the bytes they take, before it starts anew.
    static let rememberedNameCountMax = 1_024
    static let rememberedNameByteCountMax = 256 << 10
}
