/// Bounds of the reference data. Byte counts are of UTF-8.
package enum ReferenceLimits {
    package static let serialDigitCountMax = 18
    package static let affixByteCountMax = 16
    /// A shorter number could be the "0" by which a push asks for one.
    package static let numberLengthMin = 4
    package static let waybillKeyByteCountMax = 64
    package static let waybillValueByteCountMax = 128
    /// Longer names are no place's.
    package static let placeNameByteCountMax = 128
    /// Of the places that lie in one that is missing.
    static let namedOrphanCountMax = 4
}
