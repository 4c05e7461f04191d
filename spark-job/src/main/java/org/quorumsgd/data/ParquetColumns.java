package org.quorumsgd.data;

import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** The image and the label column of one Parquet file. */
record ParquetColumns(MessageType projection, ColumnDescriptor image, ColumnDescriptor label) {
    static ParquetColumns of(String file, MessageType schema, String imageName, String labelName) {
        DataProblems problems = new DataProblems();
        for (String name : List.of(imageName, labelName)) {
            if (!schema.containsField(name)) {
                String present = String.join(
                        ", ", schema.getFields().stream().map(Type::getName).toList());
                problems.invalid("column in " + file, name, "one of its columns: " + present);
            }
        }
        problems.throwIfAny();
        Type image = schema.getType(imageName);
        Type label = schema.getType(labelName);
        if (!isImage(image)) {
            problems.invalid(
                    "type of column " + imageName + " in " + file,
                    oneLine(image),
                    "binary, or a list of float or double");
        }
        if (!isLabel(label)) {
            problems.invalid("type of column " + labelName + " in " + file, oneLine(label), "int32 or int64");
        }
        problems.throwIfAny();
        MessageType projection = new MessageType(schema.getName(), image, label);
        return new ParquetColumns(projection, column(projection, imageName), column(projection, labelName));
    }

    private static ColumnDescriptor column(MessageType schema, String name) {
        return schema.getColumns().stream()
                .filter(column -> column.getPath()[0].equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isLabel(Type type) {
        return isOneOf(type, PrimitiveTypeName.INT32, PrimitiveTypeName.INT64)
                && !type.isRepetition(Type.Repetition.REPEATED)
                && (type.getLogicalTypeAnnotation() == null
                        || type.getLogicalTypeAnnotation().toString().startsWith("INTEGER"));
    }

    private static boolean isImage(Type type) {
        if (isOneOf(type, PrimitiveTypeName.BINARY, PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)) {
            return !type.isRepetition(Type.Repetition.REPEATED);
        }
        Type element = type;
        int lists = 0;
        while (true) {
            lists += element.isRepetition(Type.Repetition.REPEATED) ? 1 : 0;
            if (element.isPrimitive()) {
                return lists == 1 && isOneOf(element, PrimitiveTypeName.FLOAT, PrimitiveTypeName.DOUBLE);
            }
            GroupType group = element.asGroupType();
            if (group.getFieldCount() != 1) {
                return false;
            }
            element = group.getType(0);
        }
    }

    private static boolean isOneOf(Type type, PrimitiveTypeName first, PrimitiveTypeName second) {
        return type.isPrimitive() && (primitive(type) == first || primitive(type) == second);
    }

    private static PrimitiveTypeName primitive(Type type) {
        PrimitiveType primitive = type.asPrimitiveType();
        return primitive.getPrimitiveTypeName();
    }

    private static String oneLine(Type type) {
        return type.toString().replaceAll("\\s+", " ");
    }

    PixelType pixelType() {
        return isBytes() ? PixelType.UNSIGNED_BYTE : PixelType.FLOAT;
    }

    boolean isBytes() {
        PrimitiveTypeName name = primitive(image.getPrimitiveType());
        return name == PrimitiveTypeName.BINARY || name == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
    }

    boolean isDouble() {
        return primitive(image.getPrimitiveType()) == PrimitiveTypeName.DOUBLE;
    }

    boolean isElementOptional() {
        return image.getPrimitiveType().isRepetition(Type.Repetition.OPTIONAL);
    }

    boolean isLongLabel() {
        return primitive(label.getPrimitiveType()) == PrimitiveTypeName.INT64;
    }
}
