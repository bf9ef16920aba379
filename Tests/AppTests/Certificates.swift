/// Keys and certificates that nobody trusts, for tests of files that hold them.
enum Certificates {
    /// Of P-256, each with a certificate of its own signature that holds for a hundred years.
    static let pairs = [
        (
            key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgBYrxSUj10Gsz2hFZ
            N30OONSr4/csXwvTTNK5j6qrKBKhRANCAAQgWPxjoYqxhgS2XSPVn7JSTI4T9j+6
            a9FBimS8c15gHwHKMoDIGKwCkfJZ3yHEQMiSfxeTwM8RlFzfzC9u/AzH
            -----END PRIVATE KEY-----

            """,
            certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBcDCCARegAwIBAgIUfpwu9AFeHjaaTasfkIas7vGp8xEwCgYIKoZIzj0EAwIw
            DTELMAkGA1UEAwwCdDEwIBcNMjYxMTI4MDc0MTUwWhgPMjEyNjExMDQwNzQxNTBa
            MA0xCzAJBgNVBAMMAnQxMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEIFj8Y6GK
            sYYEtl0j1Z+yUkyOE/Y/umvRQYpkvHNeYB8ByjKAyBisApHyWd8hxEDIkn8Xk8DP
            EZRc38wvbvwMx6NTMFEwHQYDVR0OBBYEFDnsB732OJZ8UDkyGcMlX0/BObx5MB8G
            A1UdIwQYMBaAFDnsB732OJZ8UDkyGcMlX0/BObx5MA8GA1UdEwEB/wQFMAMBAf8w
            CgYIKoZIzj0EAwIDRwAwRAIgVEBu8gfvzSQbjaFCJj1YKm7U0qibmM0GRwpGxFGU
            /UkCIHfMN6MNpC3sw2aZUNn8Vydwr5a/6BEW4gMUL1TEu92/
            -----END CERTIFICATE-----

            """
        ),
        (
            key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZl6og7B/yGGobZQq
            hYHeG440/h23lPRAPI43GetCcIihRANCAARtLWUxhD/yzQv+o6UiBIbcs5kICIQp
            I/m6GQbGNPiiXpJDrY0bA8Mbcokhqd3usLtJR6aHZ8m25zFAOm1rxS1E
            -----END PRIVATE KEY-----

            """,
            certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBcjCCARegAwIBAgIUI/QUE95CdCVQY78tCABOtTeMuJUwCgYIKoZIzj0EAwIw
            DTELMAkGA1UEAwwCdDIwIBcNMjYxMTI4MDc0MTUwWhgPMjEyNjExMDQwNzQxNTBa
            MA0xCzAJBgNVBAMMAnQyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEbS1lMYQ/
            8s0L/qOlIgSG3LOZCAiEKSP5uhkGxjT4ol6SQ62NGwPDG3KJIand7rC7SUemh2fJ
            tucxQDpta8UtRKNTMFEwHQYDVR0OBBYEFNJRb2ufKf/xj9X1JHz3mqWNQORsMB8G
            A1UdIwQYMBaAFNJRb2ufKf/xj9X1JHz3mqWNQORsMA8GA1UdEwEB/wQFMAMBAf8w
            CgYIKoZIzj0EAwIDSQAwRgIhAL5CYJfwJrCk7y0X1Q3SSUKIej6dHq+/7cz/0Z2Z
            QRAJAiEA2c9JZquTYjlrlsSFdEbcjmmwRqxbjlij5ggJO/W5vSE=
            -----END CERTIFICATE-----

            """
        ),
    ]
}
