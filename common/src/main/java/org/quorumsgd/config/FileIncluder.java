package org.quorumsgd.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseable;
import java.io.File;
import java.net.URL;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Includes files, relative to the including one, and nothing else. HOCON passes over a missing include in silence; here it
 * is an error.
 */
final class FileIncluder implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    /** An include that cannot be read. */
    static final class MissingInclude extends ConfigException {
        private static final long serialVersionUID = 1L;

        private final String name;

        MissingInclude(String name) {
            super("Cannot include " + name);
            this.name = name;
        }

        /** The file as the include names it. */
        String name() {
            return name;
        }
    }

    private final Consumer<Path> included;

    /** @param included told of each file */
    FileIncluder(Consumer<Path> included) {
        this.included = included;
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String name) {
        ConfigParseable beside = context.relativeTo(name);
        if (beside == null) { // the including file was named without its directory: it is in the working directory
            return includeFile(context, new File(name));
        }
        String path = beside.origin().filename();
        requireFile(path, name);
        if (path != null) {
            included.accept(Path.of(path));
        }
        try {
            return beside.parse(context.parseOptions().setAllowMissing(false));
        } catch (ConfigException.IO e) {
            throw new MissingInclude(name);
        }
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File file) {
        requireFile(file.getPath(), file.toString());
        included.accept(file.toPath());
        try {
            return ConfigFactory.parseFile(file, context.parseOptions().setAllowMissing(false))
                    .root();
        } catch (ConfigException.IO e) {
            throw new MissingInclude(file.toString());
        }
    }

    /** Not a device or a pipe, which may never end; nor one that nests without end. */
    private static void requireFile(@Nullable String path, String name) {
        if (path == null) {
            return;
        }
        if (!new File(path).isFile()) {
            throw new MissingInclude(name);
        }
        Nesting.check(Path.of(path));
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL url) {
        throw new MissingInclude(url.toString());
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String resource) {
        throw new MissingInclude(resource);
    }
}
