package org.quorumsgd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** The arrows of the algorithms' half of the project; a package may use those named behind it and no other of ours. */
@AnalyzeClasses(packages = "org.quorumsgd", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesDependOnlyWhereTheArrowsPoint = arrows(
            layeredArchitecture().consideringOnlyDependenciesInAnyPackage("org.quorumsgd.."),
            "vector",
            "random",
            "schedule",
            "optimise -> vector schedule",
            "coupling -> vector schedule",
            "quorum -> vector",
            "agent -> optimise coupling random vector schedule",
            "measure -> agent vector",
            "theory -> measure",
            "problem -> agent vector random",
            "simulate -> agent vector random schedule",
            "ensemble -> vector random schedule optimise coupling quorum agent measure theory problem",
            "asynchronous -> vector random schedule optimise coupling quorum agent measure ensemble",
            "decentralized -> vector random schedule optimise agent measure ensemble asynchronous",
            "config",
            "run -> config measure",
            "contender");

    @ArchTest
    static final ArchRule noPackagesFormACycle =
            slices().matching("org.quorumsgd.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyRandomAndRunKnowChanceAndTheClock = noClasses()
            .that()
            .resideOutsideOfPackages("..quorumsgd.random..", "..quorumsgd.run..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Random.class, ThreadLocalRandom.class, Clock.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .because("a run is a function of configuration, seed, data and number of agents alone");

    @ArchTest
    static final ArchRule commonIsPureJava = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.spark..", "org.apache.hadoop..", "scala..", "org.nd4j..", "org.deeplearning4j..")
            .because("the algorithms run in one thread, without a cluster");

    /** One line a package: its name, an arrow, and the packages of ours that it may use. */
    private static ArchRule arrows(LayeredArchitecture architecture, String... lines) {
        LayeredArchitecture rule = architecture.withOptionalLayers(true);
        for (String line : lines) {
            String name = line.split(" ", -1)[0];
            rule = rule.layer(name).definedBy("org.quorumsgd." + name + "..");
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
