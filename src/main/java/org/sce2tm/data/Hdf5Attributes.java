package org.sce2tm.data;

import io.jhdf.api.Node;
import io.jhdf.api.WritableAttributeImpl;
import io.jhdf.api.WritableNode;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.message.DataSpace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Two kinds of attribute that anndata asks for and jhdf cannot make of a Java value. */
final class Hdf5Attributes {
    private Hdf5Attributes() {}

    /** A truth value as h5py writes it: an enumeration of FALSE and TRUE over a byte. pandas refuses a plain number. */
    static void putBoolean(WritableNode node, String name, boolean value) {
        node.getAttributes()
                .put(name, new Typed(name, node, (byte) (value ? 1 : 0), new Truth(), DataSpace.fromObject(0)));
    }

    /** An array of length 0. */
    static void putEmpty(WritableNode node, String name) {
        double[] one = new double[1];
        DataSpace none = DataSpace.modifyDimensions(DataSpace.fromObject(one), new long[] {0});
        node.getAttributes().put(name, new Typed(name, node, one, DataType.fromObject(one), none));
    }

    /** An attribute whose type, or number of values, is another than its Java value has. */
    private static final class Typed extends WritableAttributeImpl {
        private final DataType type;
        private final DataSpace space;

        Typed(String name, Node node, Object data, DataType type, DataSpace space) {
            super(name, node, data);
            this.type = type;
            this.space = space;
        }

        @Override
        public DataType getDataType() {
            return type;
        }

        @Override
        public DataSpace getDataSpace() {
            return space;
        }
    }

    /** HDF5 file format, version 3 of the datatype message, class 8. */
    private static final class Truth extends EnumDataType {
        Truth() {
            super(message());
        }

        private static ByteBuffer message() {
            byte[] names = "FALSE\0TRUE\0".getBytes(StandardCharsets.US_ASCII);
            ByteBuffer buffer = ByteBuffer.allocate(8 + 12 + names.length + 2).order(ByteOrder.LITTLE_ENDIAN);
            buffer.put((byte) 0x38).put((byte) 2).put((byte) 0).put((byte) 0).putInt(1);
            // Its base: version 3, class 0 (integers), signed, little endian, 8 bits from bit 0.
            buffer.put((byte) 0x30).put((byte) 8).put((byte) 0).put((byte) 0).putInt(1);
            buffer.putShort((short) 0).putShort((short) 8);
            buffer.put(names).put((byte) 0).put((byte) 1);
            return buffer.rewind();
        }

        @Override
        public ByteBuffer toBuffer() {
            return message();
        }

        @Override
        public ByteBuffer encodeData(Object data) {
            return ByteBuffer.wrap(new byte[] {(byte) data});
        }
    }
}
