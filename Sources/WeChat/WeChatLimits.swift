/// The bounds of what a push may hold.
package enum WeChatLimits {
    /// The end of the year 9999; what is later is most likely in milliseconds.
    package static let createTimeMax: Int64 = 253_402_300_799
    /// WeChat asks to reserve 256 characters (wechat.md section 2); UTF-8 has up to four bytes for one.
    package static let tokenByteCountMax = 512
    /// Signature, timestamp, nonce and echostr of a query.
    package static let queryByteCountMax = 512
}
