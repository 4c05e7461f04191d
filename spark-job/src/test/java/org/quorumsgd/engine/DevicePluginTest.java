package org.quorumsgd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Function;
import org.junit.jupiter.api.Test;

class DevicePluginTest {
    @Test
    void nativeLibrariesSeeTheGrantedGpu() {
        assertThat(System.getenv(DevicePlugin.VISIBLE_DEVICES)).isNull();
        DevicePlugin.show("3");
        assertThat(Function.getFunction("c", "getenv").invokeString(new Object[] {DevicePlugin.VISIBLE_DEVICES}, false))
                .isEqualTo("3");
    }
}
