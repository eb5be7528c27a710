package vn.mach.sandbox.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import vn.mach.sandbox.host.SandboxFailure;
import vn.mach.sandbox.host.SecretFile;

/** The issuer's own key: the library's built-in keys are public knowledge, anybody could sign with them. */
final class SigningKey {
    private SigningKey() {}

    /** The key of this directory, made on its first use. */
    static RSAKey keptIn(Path directory) {
        var file = directory.resolve("signing-key.json");
        try {
            if (Files.exists(file)) {
                return RSAKey.parse(Files.readString(file));
            }
            Files.createDirectories(directory);
            var key =
                    new RSAKeyGenerator(2048).keyID(IdentityProvider.ISSUER_ID).generate();
            SecretFile.write(file, key.toJSONString());
            return key;
        } catch (ParseException e) { // its message could quote the key
            throw SandboxFailure.broken("The signing key " + file
                    + " is damaged: delete it, another is made at the next start and the tokens it signed are void");
        } catch (IOException | JOSEException e) {
            throw SandboxFailure.broken("The signing key " + file + " cannot be read or made", e);
        }
    }
}
