package org.quorumsgd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** The arrows of the Spark half of the project, and which package alone may know which of the large libraries. */
@AnalyzeClasses(packages = "org.quorumsgd", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesDependOnlyWhereTheArrowsPoint = arrows(
            layeredArchitecture().consideringOnlyDependenciesInLayers(),
            "vector",
            "random",
            "agent -> vector random",
            "measure -> agent vector",
            "config",
            "simulate -> agent vector random",
            "asynchronous -> vector random agent measure",
            "decentralized -> vector random agent measure asynchronous",
            "engine -> vector random agent measure config event simulate asynchronous",
            "dl4j -> agent vector random config data",
            "dl4j.spark -> agent vector random config dl4j engine",
            "torch -> agent vector random config data",
            "data -> random config",
            "event -> measure",
            "page",
            "drawing",
            "report -> page drawing config",
            "export -> drawing report config",
            "nights -> report config",
            "tracking -> report config",
            "ui -> event measure page",
            "contender",
            "bench -> contender",
            "cli -> vector random agent measure asynchronous decentralized config simulate engine dl4j torch data event ui contender bench page export report nights tracking");

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
    static final ArchRule onlyEngineEventUiCommandLineAndTrainingMasterKnowSpark = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "..quorumsgd.engine..",
                    "..quorumsgd.event..",
                    "..quorumsgd.ui..",
                    "..quorumsgd.cli..",
                    "..quorumsgd.dl4j.spark..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "org.deeplearning4j.spark..");

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
            .because("a run is a function of configuration, seed, data and number of agents alone");

    @ArchTest
    static final ArchRule onlyEngineBenchmarkCommandLineAndTrainingMasterMeasureTime = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "..quorumsgd.random..",
                    "..quorumsgd.run..",
                    "..quorumsgd.engine..",
                    "..quorumsgd.bench..",
                    "..quorumsgd.cli..",
                    "..quorumsgd.dl4j.spark..")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .because("times go into reports only, never into results");

    @ArchTest
    static final ArchRule nothingReadFromDiskMakesObjectsOfItsOwnChoice = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ObjectInputStream.class, ObjectInputFilter.class)
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("com.fasterxml.jackson.databind.ObjectMapper$DefaultTyping")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.jackson.databind.jsontype..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("com.fasterxml.jackson.annotation.JsonTypeInfo")
            .because("files come from anyone; Java serialization is for Spark's tasks alone, and Spark does it");

    /** One line a package: its name, an arrow, and the packages of ours that it may use. */
    private static ArchRule arrows(LayeredArchitecture architecture, String... lines) {
        LayeredArchitecture rule = architecture.withOptionalLayers(true);
        for (String line : lines) {
            String name = line.split(" ", -1)[0];
            rule = rule.layer(name).definedBy("org.quorumsgd." + name);
        }
        for (String line : lines) {
            List<String> words = List.of(line.split(" -> | ", -1));
            String[] targets = words.subList(1, words.size()).toArray(String[]::new);
            LayeredArchitecture.LayerDependencySpecification layer = rule.whereLayer(words.get(0));
            rule = targets.length == 0 ? layer.mayNotAccessAnyLayer() : layer.mayOnlyAccessLayers(targets);
        }
        return rule;
    }
}
