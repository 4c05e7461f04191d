package org.quorumsgd.data;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.quorumsgd.config.InvalidInputException;

/** A data set of a training and a test split of the same image shape and classes. */
public record ImageDataSet(String name, ImageSource train, ImageSource test) implements Serializable {
    public ImageShape shape() {
        return train.shape();
    }

    public int classes() {
        return train.classes();
    }

    /** The files of both splits, each once. */
    public List<DataFile> files() {
        return Stream.concat(train.files().stream(), test.files().stream())
                .distinct()
                .toList();
    }

    /** Reads every row of both splits once; all problems of both are reported together. */
    public void verify() {
        DataProblems problems = new DataProblems();
        for (ImageSource source : List.of(train, test)) {
            try {
                source.verify();
            } catch (InvalidInputException e) {
                problems.addAll(e);
            }
        }
        problems.throwIfAny();
    }
}
