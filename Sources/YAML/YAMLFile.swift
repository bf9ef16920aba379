internal import Files

/// Reads and parses the YAML file at a path. At most `YAMLLimits.fileByteCountMax` bytes are read, whatever it is.
package func readYAML(path: String) throws(YAMLError) -> YAMLNode {
    let content: FileContent
    do throws(FileFault) {
        content = try readFile(path, byteCountMax: YAMLLimits.fileByteCountMax)
    } catch {
        throw YAMLError(file: path, line: 0, message: error.message)
    }
    return try parseYAML(content.bytes, file: path)
}
