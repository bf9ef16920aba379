/// The bounds of a command line.
package enum OptionsLimits {
    /// Arguments of one call.
    package static let argumentCountMax = 4_096
    /// Bytes of one argument or of one variable's value.
    package static let valueByteCountMax = 32_768
    /// Bytes of a file that holds a secret.
    package static let secretByteCountMax = 65_536
    /// Characters of a wrong value that an error message repeats.
    package static let shownCharacterCountMax = 60
    /// Columns of the help text.
    package static let helpColumnCountMax = 80
}
