internal import Files

/// A warning, with the command that mends it, where everybody may read a file that holds secrets; nil where not, or
/// where there is no such file.
package func exposure(of file: String) -> ConfigurationError? {
    let content = try? readFile(file, byteCountMax: ConfigurationLimits.csvByteCountMax)
    return content?.isReadableByOthers == true ? .exposed(file) : nil
}
