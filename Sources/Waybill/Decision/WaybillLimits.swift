/// Bounds of what the domain accepts. Byte counts are of UTF-8.
package enum WaybillLimits {
    /// Lengths that WeChat's order/add states (wechat.md section 2.2).
    package static let orderIDByteCountMax = 512
    package static let nameByteCountMax = 64
    package static let phoneByteCountMax = 32
    package static let postCodeByteCountMax = 10
    package static let addressByteCountMax = 512
    package static let remarkByteCountMax = 1024
    package static let detailNameByteCountMax = 128
    /// Not stated by WeChat: our own.
    package static let detailCountMax = 100
    package static let bizIDByteCountMax = 128
    package static let shopAppIDByteCountMax = 64
    package static let waybillIDByteCountMax = 64
    package static let actionMessageByteCountMax = 1024
    /// How many traces of an order are remembered, to know one that comes again: eight bytes of its lane each.
    package static let recentTraceCountMax = 8
    /// A telephone number has at least this many digits: the shortest service numbers have five.
    package static let phoneDigitCountMin = 5

    static func byteCountMax(of field: Contact.Field) -> Int {
        switch field {
        case .name, .company, .country, .province, .city, .area: nameByteCountMax
        case .tel, .mobile: phoneByteCountMax
        case .postCode: postCodeByteCountMax
        case .address: addressByteCountMax
        }
    }
}
