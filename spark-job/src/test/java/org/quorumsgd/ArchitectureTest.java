package org.quorumsgd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** The arrows of the Spark half of the project, and which package alone may know which of the large libraries. */
@AnalyzeClasses(packages = "org.quorumsgd", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesDependOnlyWhereTheArrowsPoint = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("vector")
            .definedBy("..quorumsgd.vector..")
            .layer("random")
            .definedBy("..quorumsgd.random..")
            .layer("agent")
            .definedBy("..quorumsgd.agent..")
            .layer("measure")
            .definedBy("..quorumsgd.measure..")
            .layer("config")
            .definedBy("..quorumsgd.config..")
            .layer("engine")
            .definedBy("..quorumsgd.engine..")
            .layer("dl4j")
            .definedBy("..quorumsgd.dl4j..")
            .layer("torch")
            .definedBy("..quorumsgd.torch..")
            .layer("data")
            .definedBy("..quorumsgd.data..")
            .layer("event")
            .definedBy("..quorumsgd.event..")
            .layer("ui")
            .definedBy("..quorumsgd.ui..")
            .layer("cli")
            .definedBy("..quorumsgd.cli..")
            .whereLayer("engine")
            .mayOnlyAccessLayers("vector", "random", "agent", "measure", "config", "event")
            .whereLayer("dl4j")
            .mayOnlyAccessLayers("agent", "vector", "config")
            .whereLayer("torch")
            .mayOnlyAccessLayers("agent", "vector", "config")
            .whereLayer("data")
            .mayOnlyAccessLayers("random", "config")
            .whereLayer("event")
            .mayOnlyAccessLayers("measure")
            .whereLayer("ui")
            .mayOnlyAccessLayers("event", "measure")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule onlyTheAdapterKnowsDeeplearning4j = noClasses()
            .that()
            .resideOutsideOfPackage("..quorumsgd.dl4j..")
            .and()
            // Deeplearning4j looks its oneDNN switch up under this name.
            .resideOutsideOfPackage("org.nd4j..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..");

    @ArchTest
    static final ArchRule onlyTheAdapterKnowsTorch = noClasses()
            .that()
            .resideOutsideOfPackage("..quorumsgd.torch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bytedeco.pytorch..");

    @ArchTest
    static final ArchRule onlyEngineEventUiAndCommandLineKnowSpark = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "..quorumsgd.engine..", "..quorumsgd.event..", "..quorumsgd.ui..", "..quorumsgd.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..");

    @ArchTest
    static final ArchRule onlyTheUiKnowsScalaXmlAndServlets = noClasses()
            .that()
            .resideOutsideOfPackage("..quorumsgd.ui..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("scala.xml..", "javax.servlet..")
            .because("Spark 4 renames both");

    @ArchTest
    static final ArchRule onlyRandomAndRunKnowChanceAndTheDate = noClasses()
            .that()
            .resideOutsideOfPackages("..quorumsgd.random..", "..quorumsgd.run..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Random.class, ThreadLocalRandom.class, Clock.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .because("a run is a function of configuration, seed, data and number of agents alone");

    @ArchTest
    static final ArchRule onlyTheEngineAndTheCommandLineMeasureTime = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "..quorumsgd.random..", "..quorumsgd.run..", "..quorumsgd.engine..", "..quorumsgd.cli..")
            .should()
            .callMethod(System.class, "nanoTime")
            .because("times go into reports only, never into results");
}
