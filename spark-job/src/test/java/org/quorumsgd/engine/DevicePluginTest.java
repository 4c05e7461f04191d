package org.quorumsgd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DevicePluginTest {
    @AfterEach
    void everyGpuIsVisibleAgain() {
        Function.getFunction("c", "unsetenv").invokeInt(new Object[] {DevicePlugin.VISIBLE_DEVICES});
    }

    @Test
    void nativeLibrariesSeeTheGrantedGpu() {
        DevicePlugin.show("3", null);
        assertThat(seen()).isEqualTo("3");
    }

    @Test
    void allGpusOfAMachineDoNotStayVisible() {
        DevicePlugin.show("2", "0,1,2,3");
        assertThat(seen()).isEqualTo("2");
    }

    @Test
    void oneGpuThatTheContainerWasGivenStays() {
        DevicePlugin.show("0", "GPU-7f2a");
        assertThat(seen())
                .as("nothing is set; the container's own value counts")
                .isNull();
    }

    private static @Nullable String seen() {
        return Function.getFunction("c", "getenv").invokeString(new Object[] {DevicePlugin.VISIBLE_DEVICES}, false);
    }
}
