package org.quorumsgd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** The arrows of the algorithms' half of the project; a package may use those named behind it and no other of ours. */
@AnalyzeClasses(packages = "org.quorumsgd", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesDependOnlyWhereTheArrowsPoint = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("org.quorumsgd..")
            .withOptionalLayers(true)
            .layer("vector")
            .definedBy("..quorumsgd.vector..")
            .layer("random")
            .definedBy("..quorumsgd.random..")
            .layer("schedule")
            .definedBy("..quorumsgd.schedule..")
            .layer("optimise")
            .definedBy("..quorumsgd.optimise..")
            .layer("coupling")
            .definedBy("..quorumsgd.coupling..")
            .layer("quorum")
            .definedBy("..quorumsgd.quorum..")
            .layer("agent")
            .definedBy("..quorumsgd.agent..")
            .layer("measure")
            .definedBy("..quorumsgd.measure..")
            .layer("theory")
            .definedBy("..quorumsgd.theory..")
            .layer("problem")
            .definedBy("..quorumsgd.problem..")
            .layer("ensemble")
            .definedBy("..quorumsgd.ensemble..")
            .layer("config")
            .definedBy("..quorumsgd.config..")
            .layer("run")
            .definedBy("..quorumsgd.run..")
            .whereLayer("vector")
            .mayNotAccessAnyLayer()
            .whereLayer("random")
            .mayNotAccessAnyLayer()
            .whereLayer("schedule")
            .mayNotAccessAnyLayer()
            .whereLayer("optimise")
            .mayOnlyAccessLayers("vector", "schedule")
            .whereLayer("coupling")
            .mayOnlyAccessLayers("vector", "schedule")
            .whereLayer("quorum")
            .mayOnlyAccessLayers("vector")
            .whereLayer("agent")
            .mayOnlyAccessLayers("optimise", "coupling", "random", "vector", "schedule")
            .whereLayer("measure")
            .mayOnlyAccessLayers("agent", "vector")
            .whereLayer("theory")
            .mayOnlyAccessLayers("measure")
            .whereLayer("problem")
            .mayOnlyAccessLayers("agent", "vector", "random")
            .whereLayer("ensemble")
            .mayOnlyAccessLayers(
                    "vector",
                    "random",
                    "schedule",
                    "optimise",
                    "coupling",
                    "quorum",
                    "agent",
                    "measure",
                    "theory",
                    "problem")
            .whereLayer("config")
            .mayNotAccessAnyLayer()
            .whereLayer("run")
            .mayOnlyAccessLayers("config", "measure");

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
}
