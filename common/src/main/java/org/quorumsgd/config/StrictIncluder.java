package org.quorumsgd.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseable;
import java.io.File;

/** Includes files relative to the including one. HOCON passes over a missing file in silence; here it is an error. */
final class StrictIncluder implements ConfigIncluder, ConfigIncluderFile {
    /** An include that cannot be read. */
    static final class MissingInclude extends ConfigException {
        private static final long serialVersionUID = 1L;

        private final String name;

        MissingInclude(String name, ConfigException cause) {
            super("Cannot read include " + name, cause);
            this.name = name;
        }

        /** The file as the include names it. */
        String name() {
            return name;
        }
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String name) {
        ConfigParseable file = context.relativeTo(name);
        try {
            return file.parse(context.parseOptions().setAllowMissing(false));
        } catch (ConfigException.IO e) {
            throw new MissingInclude(name, e);
        }
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File file) {
        try {
            return ConfigFactory.parseFile(file, context.parseOptions().setAllowMissing(false))
                    .root();
        } catch (ConfigException.IO e) {
            throw new MissingInclude(file.toString(), e);
        }
    }
}
