/// The bounds of one JSON document. A document beyond any of them is refused as a whole.
package enum JSONLimits {
    /// Bytes of the document as it came.
    package static let documentByteCountMax = 1 << 20
    /// Levels of values, the root being the first; a text or number counts like an object.
    package static let depthMax = 16
    /// Values in the document, keys not counted.
    package static let nodeCountMax = 2_000
    /// Members of a broken document that are read in front of its fault.
    static let beginningMemberCountMax = 32
}
